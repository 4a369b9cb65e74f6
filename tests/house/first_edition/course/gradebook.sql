BEGIN TRANSACTION;
CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL);
INSERT INTO "alembic_version" VALUES('e43177bfe90b');
CREATE TABLE assignment (
	id VARCHAR(32) NOT NULL, 
	name VARCHAR(128) NOT NULL, 
	duedate DATETIME, 
	course_id VARCHAR(128) NOT NULL, 
	PRIMARY KEY (id), 
	UNIQUE (name), 
	FOREIGN KEY(course_id) REFERENCES course (id)
);
INSERT INTO "assignment" VALUES('6d5e6f5ee0f747e4aedd6d2c1adf2b9c','ps1',NULL,'autograd-lab');
CREATE TABLE base_cell (
	id VARCHAR(32) NOT NULL, 
	name VARCHAR(128) NOT NULL, 
	notebook_id VARCHAR(32) NOT NULL, 
	type VARCHAR(50), 
	PRIMARY KEY (id), 
	UNIQUE (name, notebook_id, type), 
	FOREIGN KEY(notebook_id) REFERENCES notebook (id)
);
INSERT INTO "base_cell" VALUES('cdfa7220836e41f091e8ec1b54be9393','check_predict','3cfea04998b947e88b20c8253f6a42d0','GradeCell');
INSERT INTO "base_cell" VALUES('0e53922109464a26b492d682e1d0bc41','check_mse','3cfea04998b947e88b20c8253f6a42d0','GradeCell');
INSERT INTO "base_cell" VALUES('1f6652b576a74f4d903f8be392a38c34','check_mse_gradients','3cfea04998b947e88b20c8253f6a42d0','GradeCell');
INSERT INTO "base_cell" VALUES('0a7b274841874a69a760216bf9d734ea','check_gradient_step','3cfea04998b947e88b20c8253f6a42d0','GradeCell');
INSERT INTO "base_cell" VALUES('e0f85e3d58a14bafb49473829cf41bf2','explain_copies','3cfea04998b947e88b20c8253f6a42d0','GradeCell');
INSERT INTO "base_cell" VALUES('eb65b7f2cf234084b36a004dc55b40ad','predict','3cfea04998b947e88b20c8253f6a42d0','SolutionCell');
INSERT INTO "base_cell" VALUES('544136277ba747b4a4ea0e12e64db8fb','mse','3cfea04998b947e88b20c8253f6a42d0','SolutionCell');
INSERT INTO "base_cell" VALUES('19248b0d22dc4ab68b2b12465f73c29d','mse_gradients','3cfea04998b947e88b20c8253f6a42d0','SolutionCell');
INSERT INTO "base_cell" VALUES('bdd015e5a1da45b5b3cbb4623a46b5ad','gradient_step','3cfea04998b947e88b20c8253f6a42d0','SolutionCell');
INSERT INTO "base_cell" VALUES('173be8431bb14f798bd507d101d9d34e','explain_copies','3cfea04998b947e88b20c8253f6a42d0','SolutionCell');
CREATE TABLE comment (
	id VARCHAR(32) NOT NULL, 
	notebook_id VARCHAR(32), 
	cell_id VARCHAR(32), 
	auto_comment TEXT, 
	manual_comment TEXT, 
	PRIMARY KEY (id), 
	UNIQUE (cell_id, notebook_id), 
	FOREIGN KEY(notebook_id) REFERENCES submitted_notebook (id), 
	FOREIGN KEY(cell_id) REFERENCES base_cell (id)
);
INSERT INTO "comment" VALUES('048d8303f5044799800511b64e000efe','7ad19bf9ddb843db8fdef7bc6a99926b','eb65b7f2cf234084b36a004dc55b40ad',NULL,NULL);
INSERT INTO "comment" VALUES('fc41d50a38284d07a87fa7839e9f50e1','7ad19bf9ddb843db8fdef7bc6a99926b','544136277ba747b4a4ea0e12e64db8fb',NULL,NULL);
INSERT INTO "comment" VALUES('677213670a71432da56ad5104c714c57','7ad19bf9ddb843db8fdef7bc6a99926b','19248b0d22dc4ab68b2b12465f73c29d',NULL,NULL);
INSERT INTO "comment" VALUES('5a933ac644bb4d1b89ae5b14edbf005a','7ad19bf9ddb843db8fdef7bc6a99926b','bdd015e5a1da45b5b3cbb4623a46b5ad',NULL,NULL);
INSERT INTO "comment" VALUES('9f588de7ce194b77b73277369924944d','7ad19bf9ddb843db8fdef7bc6a99926b','173be8431bb14f798bd507d101d9d34e','No response.',NULL);
INSERT INTO "comment" VALUES('dfdd7978ff2448f995d3727ae697ea53','9da62b0faccc47298baacd6a071fcc33','eb65b7f2cf234084b36a004dc55b40ad',NULL,NULL);
INSERT INTO "comment" VALUES('808b5b2b34c94dcab9caed01d8457bcf','9da62b0faccc47298baacd6a071fcc33','544136277ba747b4a4ea0e12e64db8fb',NULL,NULL);
INSERT INTO "comment" VALUES('e1adf294b0b547b389b7b7d07939a0cf','9da62b0faccc47298baacd6a071fcc33','19248b0d22dc4ab68b2b12465f73c29d',NULL,NULL);
INSERT INTO "comment" VALUES('ecb3a9cc096b4d53a3944d696e165b0c','9da62b0faccc47298baacd6a071fcc33','bdd015e5a1da45b5b3cbb4623a46b5ad',NULL,NULL);
INSERT INTO "comment" VALUES('c03dae166dfa400f9314f12080431bf0','9da62b0faccc47298baacd6a071fcc33','173be8431bb14f798bd507d101d9d34e',NULL,'Say why N grows too.');
INSERT INTO "comment" VALUES('54937e5b6c7440a3909ccff728e22122','4d725c7f1c3f4fca8020581cabca6766','eb65b7f2cf234084b36a004dc55b40ad','No response.',NULL);
INSERT INTO "comment" VALUES('0d418433e0c84d7c824337a4e86baa79','4d725c7f1c3f4fca8020581cabca6766','544136277ba747b4a4ea0e12e64db8fb','No response.',NULL);
INSERT INTO "comment" VALUES('78fb500c216542cf9dd5116e626feb5c','4d725c7f1c3f4fca8020581cabca6766','19248b0d22dc4ab68b2b12465f73c29d','No response.',NULL);
INSERT INTO "comment" VALUES('b171d8a580ab4cdfa85f6c8cc4ed8936','4d725c7f1c3f4fca8020581cabca6766','bdd015e5a1da45b5b3cbb4623a46b5ad','No response.',NULL);
INSERT INTO "comment" VALUES('9960bd81cc6942749e7324bbb651bb66','4d725c7f1c3f4fca8020581cabca6766','173be8431bb14f798bd507d101d9d34e','No response.',NULL);
INSERT INTO "comment" VALUES('e7e0dd44ae9c41a0a39d9991a573fd78','0ac328c1929e4a44b2a275a128878f54','eb65b7f2cf234084b36a004dc55b40ad',NULL,NULL);
INSERT INTO "comment" VALUES('18a9ba34cc824cffb683bb7c1cc42ce0','0ac328c1929e4a44b2a275a128878f54','544136277ba747b4a4ea0e12e64db8fb',NULL,NULL);
INSERT INTO "comment" VALUES('99060e191cd14f1eb3c0825b56b8c1ff','0ac328c1929e4a44b2a275a128878f54','19248b0d22dc4ab68b2b12465f73c29d',NULL,NULL);
INSERT INTO "comment" VALUES('ec6478b7ef1043cdacf388da5d337edb','0ac328c1929e4a44b2a275a128878f54','bdd015e5a1da45b5b3cbb4623a46b5ad',NULL,NULL);
INSERT INTO "comment" VALUES('054bcbfa881e42d4add849fbd0312ca2','0ac328c1929e4a44b2a275a128878f54','173be8431bb14f798bd507d101d9d34e','No response.',NULL);
CREATE TABLE course (
	id VARCHAR(128) NOT NULL, 
	PRIMARY KEY (id), 
	UNIQUE (id)
);
INSERT INTO "course" VALUES('autograd-lab');
INSERT INTO "course" VALUES('default_course');
CREATE TABLE grade (
	id VARCHAR(32) NOT NULL, 
	notebook_id VARCHAR(32), 
	cell_id VARCHAR(32), 
	auto_score FLOAT, 
	manual_score FLOAT, 
	extra_credit FLOAT, 
	needs_manual_grade BOOLEAN NOT NULL, 
	PRIMARY KEY (id), 
	UNIQUE (cell_id, notebook_id), 
	FOREIGN KEY(notebook_id) REFERENCES submitted_notebook (id), 
	FOREIGN KEY(cell_id) REFERENCES base_cell (id)
);
INSERT INTO "grade" VALUES('ea987e2ee99c4330aefd8061487aa189','7ad19bf9ddb843db8fdef7bc6a99926b','cdfa7220836e41f091e8ec1b54be9393',2.0,NULL,NULL,0);
INSERT INTO "grade" VALUES('1bbcb1fdd6e64e2cbea268fdfaee9122','7ad19bf9ddb843db8fdef7bc6a99926b','0e53922109464a26b492d682e1d0bc41',3.0,NULL,NULL,0);
INSERT INTO "grade" VALUES('e623ca6e2f6c4847a636367094804172','7ad19bf9ddb843db8fdef7bc6a99926b','1f6652b576a74f4d903f8be392a38c34',0.0,NULL,NULL,0);
INSERT INTO "grade" VALUES('739b73e04f264c448706a635c1ea01db','7ad19bf9ddb843db8fdef7bc6a99926b','0a7b274841874a69a760216bf9d734ea',4.0,NULL,NULL,0);
INSERT INTO "grade" VALUES('03e9e40203af48929d95d3cad419855c','7ad19bf9ddb843db8fdef7bc6a99926b','e0f85e3d58a14bafb49473829cf41bf2',0.0,NULL,NULL,0);
INSERT INTO "grade" VALUES('51435becaa4846729a6eefc87fce424b','9da62b0faccc47298baacd6a071fcc33','cdfa7220836e41f091e8ec1b54be9393',2.0,NULL,NULL,0);
INSERT INTO "grade" VALUES('31fd89f232bb4288814cd8d57d19e3dc','9da62b0faccc47298baacd6a071fcc33','0e53922109464a26b492d682e1d0bc41',3.0,NULL,NULL,0);
INSERT INTO "grade" VALUES('d27443050b1548318290efb475a3a0d7','9da62b0faccc47298baacd6a071fcc33','1f6652b576a74f4d903f8be392a38c34',7.0,NULL,NULL,0);
INSERT INTO "grade" VALUES('a916803a8a91456d80ef8269649ee94e','9da62b0faccc47298baacd6a071fcc33','0a7b274841874a69a760216bf9d734ea',4.0,NULL,NULL,0);
INSERT INTO "grade" VALUES('999e7b7ab88a42b0a9925e04b299641c','9da62b0faccc47298baacd6a071fcc33','e0f85e3d58a14bafb49473829cf41bf2',NULL,3.0,NULL,0);
INSERT INTO "grade" VALUES('46c1c10b224a4806a49b744b08c1b7d4','4d725c7f1c3f4fca8020581cabca6766','cdfa7220836e41f091e8ec1b54be9393',0.0,NULL,NULL,0);
INSERT INTO "grade" VALUES('0f43db60c0fc43cd95d491096ee1df91','4d725c7f1c3f4fca8020581cabca6766','0e53922109464a26b492d682e1d0bc41',0.0,NULL,NULL,0);
INSERT INTO "grade" VALUES('b793d787f65c4f209cf520e4b19f91b2','4d725c7f1c3f4fca8020581cabca6766','1f6652b576a74f4d903f8be392a38c34',0.0,NULL,NULL,0);
INSERT INTO "grade" VALUES('686f70647d4f498591f60ffb899aca01','4d725c7f1c3f4fca8020581cabca6766','0a7b274841874a69a760216bf9d734ea',0.0,NULL,NULL,0);
INSERT INTO "grade" VALUES('0d834da73c1348a396f870eb156621f6','4d725c7f1c3f4fca8020581cabca6766','e0f85e3d58a14bafb49473829cf41bf2',0.0,NULL,NULL,0);
INSERT INTO "grade" VALUES('b8f00622df2044e28313f74eadfd08f1','0ac328c1929e4a44b2a275a128878f54','cdfa7220836e41f091e8ec1b54be9393',2.0,NULL,NULL,0);
INSERT INTO "grade" VALUES('c5232d0aec684b4c985860ad045f8b6f','0ac328c1929e4a44b2a275a128878f54','0e53922109464a26b492d682e1d0bc41',0.0,NULL,NULL,0);
INSERT INTO "grade" VALUES('aaf39e4e44e9443d8ac3041c9ed31808','0ac328c1929e4a44b2a275a128878f54','1f6652b576a74f4d903f8be392a38c34',7.0,NULL,NULL,0);
INSERT INTO "grade" VALUES('1bab308d5a744e1691a1cecb14f8c051','0ac328c1929e4a44b2a275a128878f54','0a7b274841874a69a760216bf9d734ea',4.0,NULL,NULL,0);
INSERT INTO "grade" VALUES('66a22335e037469bb61c305f7ddc91ed','0ac328c1929e4a44b2a275a128878f54','e0f85e3d58a14bafb49473829cf41bf2',0.0,NULL,NULL,0);
CREATE TABLE grade_cells (
	id VARCHAR(32) NOT NULL, 
	max_score FLOAT NOT NULL, 
	cell_type VARCHAR(8) NOT NULL, 
	PRIMARY KEY (id), 
	FOREIGN KEY(id) REFERENCES base_cell (id)
);
INSERT INTO "grade_cells" VALUES('cdfa7220836e41f091e8ec1b54be9393',2.0,'code');
INSERT INTO "grade_cells" VALUES('0e53922109464a26b492d682e1d0bc41',3.0,'code');
INSERT INTO "grade_cells" VALUES('1f6652b576a74f4d903f8be392a38c34',7.0,'code');
INSERT INTO "grade_cells" VALUES('0a7b274841874a69a760216bf9d734ea',4.0,'code');
INSERT INTO "grade_cells" VALUES('e0f85e3d58a14bafb49473829cf41bf2',4.0,'markdown');
CREATE TABLE notebook (
	id VARCHAR(32) NOT NULL, 
	name VARCHAR(128) NOT NULL, 
	assignment_id VARCHAR(32), 
	kernelspec VARCHAR(1024), 
	PRIMARY KEY (id), 
	UNIQUE (name, assignment_id), 
	FOREIGN KEY(assignment_id) REFERENCES assignment (id)
);
INSERT INTO "notebook" VALUES('3cfea04998b947e88b20c8253f6a42d0','ps1','6d5e6f5ee0f747e4aedd6d2c1adf2b9c','{"display_name": "Python 3", "language": "python", "name": "python3"}');
CREATE TABLE solution_cells (
	id VARCHAR(32) NOT NULL, 
	PRIMARY KEY (id), 
	FOREIGN KEY(id) REFERENCES base_cell (id)
);
INSERT INTO "solution_cells" VALUES('eb65b7f2cf234084b36a004dc55b40ad');
INSERT INTO "solution_cells" VALUES('544136277ba747b4a4ea0e12e64db8fb');
INSERT INTO "solution_cells" VALUES('19248b0d22dc4ab68b2b12465f73c29d');
INSERT INTO "solution_cells" VALUES('bdd015e5a1da45b5b3cbb4623a46b5ad');
INSERT INTO "solution_cells" VALUES('173be8431bb14f798bd507d101d9d34e');
CREATE TABLE source_cell (
	id VARCHAR(32) NOT NULL, 
	name VARCHAR(128) NOT NULL, 
	cell_type VARCHAR(8) NOT NULL, 
	locked BOOLEAN NOT NULL, 
	source TEXT, 
	checksum VARCHAR(128), 
	notebook_id VARCHAR(32), 
	PRIMARY KEY (id), 
	UNIQUE (name, notebook_id), 
	FOREIGN KEY(notebook_id) REFERENCES notebook (id)
);
INSERT INTO "source_cell" VALUES('dee99703328e49ae930a210b2df3f12f','predict','code',0,'def predict(X, w, b):
    """Predictions of shape (N,) for X (N, D), w (D,) and a number b."""
    raise NotImplementedError("write this function, then run the cell again")','e2fb26365c21d7b94040a19e3e5ba6d3','3cfea04998b947e88b20c8253f6a42d0');
INSERT INTO "source_cell" VALUES('dbf0dd6689e84fc4879c0fd0cecdb6df','check_predict','code',1,'check.ps1(predict).require()','855d8aff03775e0ea448d58b926f4eff','3cfea04998b947e88b20c8253f6a42d0');
INSERT INTO "source_cell" VALUES('266c21eeb76140618a65fbbcef29e1a0','mse','code',0,'def mse(y_hat, y):
    """Mean of the squared residuals, one number, for y_hat (N,) and y (N,)."""
    raise NotImplementedError("write this function, then run the cell again")','92823dfdee3bc26aee2639fc5d66f1a7','3cfea04998b947e88b20c8253f6a42d0');
INSERT INTO "source_cell" VALUES('30048a5795c44d0f854d9da32d09d512','check_mse','code',1,'check.ps1(mse).require()','bafcb760d4063f05d95d46f2c1157079','3cfea04998b947e88b20c8253f6a42d0');
INSERT INTO "source_cell" VALUES('f2e3809c0b594915bf39f0e669befa17','mse_gradients','code',0,'def mse_gradients(X, y, w, b):
    """Gradients (dw, db) of the loss mse(predict(X, w, b), y): dw is (D,), db a number."""
    raise NotImplementedError("write this function, then run the cell again")','7a5dc22fac056b9f59e3f5e4174bdb11','3cfea04998b947e88b20c8253f6a42d0');
INSERT INTO "source_cell" VALUES('16615dbf4da44c209d33efc2d37cfae0','check_mse_gradients','code',1,'check.ps1(mse_gradients).require()','742da7ef467f6cd5953071ceb6155d3c','3cfea04998b947e88b20c8253f6a42d0');
INSERT INTO "source_cell" VALUES('a9790fa8448343269b45a8858316c408','gradient_step','code',0,'def gradient_step(w, b, dw, db, lr):
    """One step of gradient descent: the new (w, b). The arguments stay as they are."""
    raise NotImplementedError("write this function, then run the cell again")','22d0c35e23b0b99d2db8cfd49e865be5','3cfea04998b947e88b20c8253f6a42d0');
INSERT INTO "source_cell" VALUES('1e210674f3094ed4974c47353b4fb6e8','check_gradient_step','code',1,'check.ps1(gradient_step).require()','5a36368c0bd1c7aae9d311c8f318acc3','3cfea04998b947e88b20c8253f6a42d0');
INSERT INTO "source_cell" VALUES('e4aa61575a6b4ff4bb8fbbd7c7d239b4','explain_copies','markdown',0,'*Your answer here.*','d5574dac588db3526a980a92f5226855','3cfea04998b947e88b20c8253f6a42d0');
CREATE TABLE student (
	id VARCHAR(128) NOT NULL, 
	first_name VARCHAR(128), 
	last_name VARCHAR(128), 
	email VARCHAR(128), 
	lms_user_id VARCHAR(128), 
	PRIMARY KEY (id)
);
INSERT INTO "student" VALUES('ben-okafor',NULL,NULL,NULL,NULL);
INSERT INTO "student" VALUES('ada-lovelace','Ada','Lovelace','ada@example.org',NULL);
INSERT INTO "student" VALUES('cleo-marsh',NULL,NULL,NULL,NULL);
INSERT INTO "student" VALUES('dora-lind',NULL,NULL,NULL,NULL);
CREATE TABLE submitted_assignment (
	id VARCHAR(32) NOT NULL, 
	assignment_id VARCHAR(32), 
	student_id VARCHAR(128), 
	timestamp DATETIME, 
	extension DATETIME, 
	PRIMARY KEY (id), 
	UNIQUE (assignment_id, student_id), 
	FOREIGN KEY(assignment_id) REFERENCES assignment (id), 
	FOREIGN KEY(student_id) REFERENCES student (id)
);
INSERT INTO "submitted_assignment" VALUES('f24e55d1a6894888a28e9b66ec33e860','6d5e6f5ee0f747e4aedd6d2c1adf2b9c','ben-okafor',NULL,NULL);
INSERT INTO "submitted_assignment" VALUES('d369e0c161cc422ca8b4402f9d333a4b','6d5e6f5ee0f747e4aedd6d2c1adf2b9c','ada-lovelace',NULL,NULL);
INSERT INTO "submitted_assignment" VALUES('9d757c08f5af4c57a450c9c5a5af0284','6d5e6f5ee0f747e4aedd6d2c1adf2b9c','cleo-marsh',NULL,NULL);
INSERT INTO "submitted_assignment" VALUES('ede49f5fa67447c0b45312228197c9d6','6d5e6f5ee0f747e4aedd6d2c1adf2b9c','dora-lind',NULL,NULL);
CREATE TABLE submitted_notebook (
	id VARCHAR(32) NOT NULL, 
	assignment_id VARCHAR(32), 
	notebook_id VARCHAR(32), 
	flagged BOOLEAN, 
	late_submission_penalty FLOAT, 
	PRIMARY KEY (id), 
	UNIQUE (notebook_id, assignment_id), 
	FOREIGN KEY(assignment_id) REFERENCES submitted_assignment (id), 
	FOREIGN KEY(notebook_id) REFERENCES notebook (id)
);
INSERT INTO "submitted_notebook" VALUES('9da62b0faccc47298baacd6a071fcc33','d369e0c161cc422ca8b4402f9d333a4b','3cfea04998b947e88b20c8253f6a42d0',0,NULL);
INSERT INTO "submitted_notebook" VALUES('7ad19bf9ddb843db8fdef7bc6a99926b','f24e55d1a6894888a28e9b66ec33e860','3cfea04998b947e88b20c8253f6a42d0',0,NULL);
INSERT INTO "submitted_notebook" VALUES('4d725c7f1c3f4fca8020581cabca6766','9d757c08f5af4c57a450c9c5a5af0284','3cfea04998b947e88b20c8253f6a42d0',0,NULL);
INSERT INTO "submitted_notebook" VALUES('0ac328c1929e4a44b2a275a128878f54','ede49f5fa67447c0b45312228197c9d6','3cfea04998b947e88b20c8253f6a42d0',0,NULL);
CREATE TABLE task_cells (
	id VARCHAR(32) NOT NULL, 
	max_score FLOAT NOT NULL, 
	cell_type VARCHAR(8) NOT NULL, 
	PRIMARY KEY (id), 
	FOREIGN KEY(id) REFERENCES base_cell (id)
);
COMMIT;
