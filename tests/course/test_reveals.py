"""The moments at which a number surprises stand in the chapters where they belong, and are proven there."""

import re

import pytest

from autograd_lab.authoring.glossary import load
from tests.course.lessons import LESSONS
from tests.support.repo import REPO

#: (chapter, what it is about, what its text says, what its asserts cells hold)
REVEALS = [
    (3, "rates 0.05, 0.1, 0.15", r"0 at once\. With 0\.1 it is 9, for ever\. With 0\.15 it is 36", r"\(36, 144, 576\)"),
    (2, "h = 1e-8, 1e-15, 1e-16", r"2\.0000, then 2\.22, then 0", r"forward_ratio\(square, 1, 1e-16\) == 0"),
    (5, "= for += at a fan-out", r"24 against 6", r"pass_back\(arrows\) == 6"),
    (5, "pushing without an order", r"6, where 4 is right", r'grad\["a"\] == 6'),
    (6, "stale inner gradients", r"45", r"45"),
    (3, "each row twice", r"that `db` halves", r"/ 8 == -16"),
    (10, "XOR from zeros", r"0\.25 after the last", r"\)\[-1\], xor_Y\) == 0\.25"),
    (10, "XOR from zeros: no gradient", r"All thirteen\s+gradients are 0", r"not g\.any\(\)"),
    (15, "column and row of labels", r"0\.5, for answers that are all right", r"\.item\(\) == 0\.5"),
    (11, "0.5, 0.75, 0.99", r"0\.25, 0\.281, 0\.0196", r"\(0\.75, 0\.281\), \(0\.99, 0\.0196\)"),
    (11, "50 times as much", r"0\.99 instead of 0\.0196: 50 times as hard", r"50 <= 0\.99 / 0\.0196 < 51"),
    (
        12,
        "ten sigmoids in a row",
        r"9\.5e-7, and weights\s+of 4\s+leave\s+everything: 1\. With weights\s+of 8",
        r"2\*\*10 == 1024",
    ),
    (9, "the rows of a batch twice", r"The mean\s+halves each time", r"\(4, 4 / 3 / _copies\)"),
    (
        14,
        "labels dealt out at random are learnt too",
        r"the first reads about 870 of a thousand, the second about\s+110",
        r"\[1\]\[1\] == 1",
    ),
]

#: what the article covers in its sections 2 to 4: (its section, what, chapter, the section of ours, what stands there)
COVERED = [
    ("2", "machine learning, network, objective, optimiser", 0, "ch00-concept-map", r"\*\*objective\*\*"),
    ("2.1", "backpropagation updates nothing", 3, "ch03-misconception", r"gradient descent"),
    ("3.1", "linear regression y = w x + b", 1, "ch01-line", r"\{\{eq:linear-model\}\}|w\s*x \+ b"),
    ("3.2", "the mean squared error, with 1/N", 1, "ch01-squares", r"\{\{eq:mse\}\}"),
    ("3.2", "forward, backward, update", 1, "ch01-three-phases", r"forward.*backward.*update"),
    ("3.2", "the gradient of w and b, and the step", 3, "ch03-formula", r"\{\{eq:mse-gradients\}\}"),
    ("3.2", "sigmoid", 4, "ch04-squash", r"\{\{eq:sigmoid\}\}"),
    ("3.2", "σ' = σ(1 − σ)", 4, "ch04-slope", r"\{\{eq:sigmoid-slope\}\}"),
    ("3.2", "∂L/∂z = ∂L/∂y · ∂y/∂z", 4, "ch04-gradient", r"\{\{eq:neuron-delta\}\}"),
    ("3.2", "the residual counted twice", 7, "ch07-twice", r"e \\cdot \\partial L / \\partial z_k"),
    ("3.2", "w ← w − α δ x", 8, "ch08-weights", r"\\leftarrow w_\{ij\} - \\eta\\, a_i\\, \\delta_j"),
    ("3.3", "what it costs", 8, "ch08-fast", r"less than three forward passes"),
    ("3.3", "saturated neurons", 8, "ch08-saturated", r"At every layer the δ is multiplied"),
    ("3.3", "squares on a sigmoid learn slowest where most wrong", 11, "ch11-three-wrong", r"0\.25, 0\.281, 0\.0196"),
    ("5.2", "a loss belongs to an output: squares, cross-entropy", 11, "ch11-any", r"δ is the residual, up to"),
    ("3.3", "vanishing gradients", 12, "ch12-row", r"\{\{eq:factors-in-a-row\}\}"),
    ("3.3", "what a vanishing gradient does to learning", 12, "ch12-patients", r"two millionths.*reads\s+9 digits"),
    ("9 Q1", "ReLU", 12, "ch12-relu", r"the remedy is not the ReLU"),
    ("9 Q1", "clipping", 12, "ch12-clipping", r"\{\{term:gradient-clipping\}\}"),
    ("9 Q1", "batch normalisation", 12, "ch12-norm", r"\{\{eq:batchnorm\}\}"),
    (
        "9 Q1",
        "batch normalisation is not of gradients (E34)",
        12,
        "ch12-norm",
        r"normalises the \*gradients\*.*It\s+does not",
    ),
    ("9 Q1", "accumulation cures neither (E20)", 12, "ch12-accumulation", r"Accumulation cures neither"),
    ("3.3", "local optima: descent's, not backpropagation's", 13, "ch13-saddle", r"It cannot: it computes a gradient"),
    ("3.3", "local optima: saddles and hollows in a network", 13, "ch13-stuck", r"These are not minima"),
    ("8.2", "better optimisers, and where they lose", 13, "ch13-lottery", r"given\s+three votes"),
    ("4.1", "a deep fully connected network", 8, "ch08-matrices", r"\{\{term:fully-connected-layer\}\}"),
    ("4.2", "the recursion for δ, with indices", 8, "ch08-back", r"\{\{eq:hidden-delta\}\}"),
    ("4.2", "the recursion for δ, in matrices", 8, "ch08-matrices", r"\{\{eq:delta-recursion\}\}"),
    ("4.2", "which weights, which transpose", 8, "ch08-wrong", r"weights\s+of\s+the\s+wrong\s+layer"),
    ("4.2", "the recursion for a batch", 9, "ch09-backward", r"\{\{eq:batch-delta\}\}"),
    ("4.2", "its columns and our rows", 9, "ch09-conventions", r"Nielsen, Prince"),
    ("4.3", "the worked example 3-4-3, outputs 0.5, 0.7, 0.3", 7, "ch07-343", r"0\.5, 0\.7 and\s+0\.3"),
    ("4.3", "its δ, right", 7, "ch07-343", r"−0\.25, −0\.126, −0\.294"),
    (
        "9 Q2",
        "forward, error, backward, update",
        10,
        "ch10-loop",
        r"\*\*Forward\*\*.*\*\*Error\*\*.*\*\*Backward\*\*.*\*\*Update",
    ),
    ("3.3", "a network learns nothing from equal weights", 10, "ch10-zero", r"\{\{eq:equal-neurons\}\}"),
    ("3.3", "what it costs in work", 16, "ch16-kept", r"1\.63 times"),
    ("3.3", "what it costs in memory", 16, "ch16-kept", r"\{\{eq:stored-activations\}\}"),
    ("5.1", "the packages to install", 16, "ch16-program", r"`torchtransformers`"),
    ("5.2", "Net 2-4-1, MSELoss, SGD 0.01, batches of 10", 16, "ch16-program", r"batches\s+of\s+10,\s+a\s+thousand"),
    ("5.2", "a call without the model", 16, "ch16-program", r"wants\s+the\s+network\s+first"),
    ("5.3", "a print every 100 batches", 16, "ch16-program", r"a\s+single\s+line\s+takes\s+a\s+hundred\s+batches"),
    ("9 Q3", "where backpropagation does not apply", 16, "ch16-where-not", r"\*Level\* is"),
    ("9 Q3", "non-linear models", 16, "ch16-where-not", r"All\s+that\s+you\s+have\s+trained\s+since\s+chapter\s+04"),
    ("9 Q3", "the ways round", 16, "ch16-ways", r"\{\{eq:straight-through\}\}.*\{\{eq:score-function\}\}"),
    ("9 Q3", "reinforcement learning", 16, "ch16-ways", r"Through\s+the\s+\*game\*\s+no\s+gradient\s+goes"),
    ("4.3", "∂L/∂W as an outer product", 8, "ch08-matrices", r"\{\{term:outer-product\}\}"),
    (
        "9 Q4",
        "overfitting: what it is, and that the loss hides it",
        14,
        "ch14-room",
        r"\{\{term:overfitting\|overfits\}\}",
    ),
    ("9 Q4", "augmentation", 14, "ch14-measure", r"grainy \| \*\*\+1\.2\*\* ± 1\.4 \| \*\*\+10\.4"),
    ("9 Q4", "L2", 14, "ch14-measure", r"L2 0\.03 \| −1\.3 ± 1\.8 \| \*\*\+10\.0"),
    ("9 Q4", "L1", 14, "ch14-measure", r"L1 0\.003 \| −1\.0 ± 1\.3 \| \+1\.2"),
    ("9 Q4", "dropout", 14, "ch14-measure", r"dropout 1/2 \| −1\.3 ± 1\.6 \| \*\*\+5\.3"),
    ("9 Q4", "early stopping", 14, "ch14-measure", r"early stopping \| −0\.4 ± 0\.7 \| \*\*\+9\.6"),
    ("9 Q4", "a simpler model", 14, "ch14-measure", r"8 neurons \| \*\*−5\.2\*\* ± 3\.3 \| \*\*−5\.6"),
    ("9 Q4", "ensembles", 14, "ch14-measure", r"five together \| \*\*\+0\.7\*\* ± 0\.7 \| \+0\.8"),
    ("9 Q1", "accumulation makes no gradient larger", 14, "ch14-accumulate", r"\{\{eq:accumulated\}\}"),
    ("8.2", "federated learning, and what it is for (E33)", 25, "ch25-home", r"does not make\s+learning robust"),
    ("8.2", "privacy", 25, "ch25-home", r"A batch mixes; it does not promise to hide"),
    ("8.2", "federated averaging", 25, "ch25-average", r"\{\{eq:federated-average\}\}"),
    ("8.2", "compression and quantisation", 25, "ch25-bits", r"\{\{eq:quantised\}\}"),
    ("8.4", "interpretability", 25, "ch25-why", r"\{\{term:saliency-map\}\}.*\{\{eq:completeness\}\}"),
    ("3.3", "what it costs, forward, back and in bytes", 25, "ch25-cost", r"\{\{eq:multiply-adds\}\}.*\*\*Bytes\.\*\*"),
    ("8.3", "generative models", 25, "ch25-rooms", r"\*\*Generative models\*\*.*\{\{eq:reparameterised\}\}"),
    ("8.3", "several modalities", 25, "ch25-rooms", r"data are of several kinds"),
    (
        "8.3",
        "self-supervision, weak supervision",
        25,
        "ch25-rooms",
        r"\*\*Self-supervision\.\*\*.*\*weak\*\s+supervision",
    ),
    ("8.3", "AutoML, tuning", 25, "ch25-rooms", r"\*\*AutoML\*\*.*\{\{eq:rate-gradient\}\}"),
    ("8.2", "hardware", 25, "ch25-rooms", r"\*\*Hardware\.\*\*"),
    ("7.3", "who found backpropagation (E19, E32)", 25, "ch25-read", r"Linnainmaa.*Werbos.*back-propagating errors"),
    ("7.1", "books and courses", 25, "ch25-read", r"\*\*Books\.\*\*.*\*\*Courses\.\*\*"),
]


@pytest.mark.slow
def test_its_own_word_for_one_weights_gradient_stands_in_the_glossary():
    assert "micro-gradient" in load(REPO)["gradient"].meaning


def under(lesson, slug):
    """The text from the cell with this slug to the next heading."""
    begin = next(i for i, cell in enumerate(lesson.cells) if cell.slug == slug)
    texts = [lesson.cells[begin].source]
    for cell in lesson.cells[begin + 1 :]:
        if cell.kind == "markdown":
            if cell.source.startswith("#"):
                break
            texts.append(cell.source)
    return "\n".join(texts)


@pytest.mark.parametrize(("chapter", "what", "said", "proven"), REVEALS, ids=[what for _, what, *_ in REVEALS])
def test_a_reveal_stands_in_its_chapter(chapter, what, said, proven):
    [lesson] = [lesson for lesson in LESSONS if lesson.chapter == chapter]
    assert any(re.search(said, cell.source) for cell in lesson.cells if cell.kind == "markdown")
    assert any(re.search(proven, cell.source) for cell in lesson.cells if "asserts" in cell.tags)


@pytest.mark.parametrize(
    ("of", "what", "chapter", "slug", "said"), COVERED, ids=[f"{row[0]} {row[1]}" for row in COVERED]
)
def test_what_the_article_covers_is_taught(of, what, chapter, slug, said):
    [lesson] = [lesson for lesson in LESSONS if lesson.chapter == chapter]
    assert re.search(said, under(lesson, slug), re.IGNORECASE | re.DOTALL)
