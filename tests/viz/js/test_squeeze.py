"""What travels to a page is the same program in fewer bytes."""

import pytest

from autograd_lab.viz.squeeze import squeeze


@pytest.mark.parametrize(
    ("source", "squeezed"),
    [
        ("const a = 1; // one\nconst b = 2;\n", "const a=1;const b=2;"),
        ("/** @type {x} */ (f)( a, b )", "(f)(a,b)"),
        ('f(" // no comment ", "a  b")', 'f(" // no comment ","a  b")'),
        ("`a  ${ b + `  c ${ {d: 1}.d }  ` } // no comment`", "`a  ${b+`  c ${{d:1}.d}  `} // no comment`"),
        ('x.replace(/ \\/ [/] /g, "") / 2 / y', 'x.replace(/ \\/ [/] /g,"")/2/y'),
        ("return a - -b + +c", "return a- -b+ +c"),
        ("function f() {\n  g();\n}\nfunction h() {}\n", "function f(){g();}\nfunction h(){}"),
        ("if (a) b();\nelse c();", "if(a)b();else c();"),
        ("let a = b\nlet c", "let a=b\nlet c"),
        ("a\n  .b()\n  .c()", "a.b().c()"),
        ("x = y in z", "x=y in z"),
        ("`${a} ${b}`", "`${a} ${b}`"),
        ("a++\nb++", "a++\nb++"),
    ],
)
def test_only_comments_and_needless_space_go(source, squeezed):
    assert squeeze(source) == squeezed
    assert squeeze(squeezed) == squeezed


@pytest.mark.parametrize("source", ["`a", "`${a", "`${`b`"])
def test_a_template_without_an_end_is_an_error(source):
    with pytest.raises(ValueError, match="a template does not end"):
        squeeze(source)
