"""The built-in functions, each by what the standard says of it."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import pytest

from engine import feel
from engine.feel.builtins import BUILTINS


def value(source: str) -> Any:
    return feel.compile(source).evaluate({})


#: Each line is true, or the expression before ``->`` gives what stands after it.
EXAMPLES = """
date("2012-12-25") - date("2012-12-24") = duration("P1D")
date(date and time("2012-12-25T11:00:00Z")) = date("2012-12-25")
date(2012, 12, 25) = date("2012-12-25")
date("2026-02-29") -> null
date and time(date("2012-12-24"), time("23:59:00")) = date and time("2012-12-24T23:59:00")
date and time("2012-12-24T23:59:00") + @"PT1M" = date and time("2012-12-25T00:00:00")
date and time("2012-12-24T24:00:00") = date and time("2012-12-25T00:00:00")
time("23:59:00Z") + duration("PT2M") = time("00:01:00@Etc/UTC")
time(date and time("2012-12-25T11:00:00Z")) = time("11:00:00Z")
time("23:59:00Z") = time(23, 59, 0, duration("PT0H"))
time(25, 0, 0) -> null
time("10:00:00@Nowhere/Land") -> null
number("1 000,0", " ", ",") = number("1,000.0", ",", ".")
number("1.5") = 1.5
number("1,5", null, ",") = 1.5
number("1.000.000,01", ".", ",") = 1000000.01
number("1", ",", ",") -> null
number("one") -> null
string(1.10) = "1.1"
string(1000000000000000000000000) = "1000000000000000000000000"
string(null) -> null
string([1, "a", null]) = "[1, \\"a\\", null]"
string({a: 1, "b-c": @"P1D"}) = "{a: 1, \\"b-c\\": P1D}"
string([1..5)) = "[1..5)"
duration("P2Y2M") = duration("P26M")
duration("P1DT36H") = duration("P2DT12H")
duration("P1Y1D") -> null
years and months duration(date("2011-12-22"), date("2013-08-24")) = duration("P1Y8M")
years and months duration(date("2013-08-24"), date("2011-12-22")) = duration("-P1Y8M")
not(true) = false
not(null) -> null
not("a") -> null
substring("foobar", 3) = "obar"
substring("foobar", 3, 3) = "oba"
substring("foobar", -2, 1) = "a"
substring("foobar", 0) -> null
substring("\\U01F40Eab", 2) = "ab"
string length("\\U01F40Eab") = 3
upper case("aBc4") = "ABC4"
lower case("aBc4") = "abc4"
substring before("foobar", "bar") = "foo"
substring before("foobar", "xyz") = ""
substring after("foobar", "ob") = "ar"
substring after("", "a") = ""
replace("banana", "a", "o") = "bonono"
replace("abcd", "(ab)|(a)", "[1=$1][2=$2]") = "[1=ab][2=]cd"
replace("abc", "(", "x") -> null
replace("abc", "b", "$") -> null
replace("abc", "x*", "-") -> null
replace("a.b.c", ".", "-", "q") = "a-b-c"
contains("foobar", "of") = false
starts with("foobar", "fo") = true
ends with("foobar", "r") = true
matches("foobar", "^fo*b") = true
matches("foo\\nbar", "foo.bar") = false
matches("foo\\nbar", "foo.bar", "s") = true
matches("helloworld", "hello world", "x") = true
matches("abc", "[a-z-[aeiou]]{3}") = false
matches("bcd", "^[a-z-[aeiou]]+$") = true
matches("abab", "^(ab)\\\\1$") = true
matches("é", "^\\\\p{L}$") = true
matches("a", "a", "z") -> null
matches("a", "(?=a)") -> null
split("John Doe", "\\\\s") = ["John", "Doe"]
split("a;b;c;;", ";") = ["a", "b", "c", "", ""]
string join(["a", "b", "c"], "_and_") = "a_and_b_and_c"
string join(["a", null, "c"], "X") = "aXc"
string join(["a", "b"], null) = "ab"
string join([]) = ""
string join([1]) -> null
list contains([1, 2, 3], 2) = true
list contains([1, null], null) = true
count([1, [2, 3]]) = 2
min([1, 2, 3]) = 1
max(1, 2, 3) = 3
max([]) -> null
min(["b", "a"]) = "a"
min([1, "a"]) -> null
sum([1, 2, 3]) = 6
sum([]) -> null
sum([@"P1D", @"PT12H"]) = @"P1DT12H"
mean(1, 2, 3) = 2
mean([]) -> null
all([false, null, true]) = false
all([]) = true
all(0) -> null
any([false, null, true]) = true
any([]) = false
any(0) -> null
sublist([4, 5, 6], 1, 2) = [4, 5]
sublist([4, 5, 6], -2) = [5, 6]
sublist([4, 5, 6], 1, 0) -> null
append([1], 2, 3) = [1, 2, 3]
append([1], null) = [1, null]
concatenate([1, 2], [3]) = [1, 2, 3]
insert before([1, 3], 1, 2) = [2, 1, 3]
insert before([1, 3], 5, 2) -> null
remove([1, 2, 3], 2) = [1, 3]
list replace([2, 4, 7, 8], 3, 6) = [2, 4, 6, 8]
list replace([2, 4, 7, 8], function(item, newItem) item < newItem, 5) = [5, 5, 7, 8]
reverse([1, 2, 3]) = [3, 2, 1]
index of([1, 2, 3, 2], 2) = [2, 4]
union([1, 2], [2, 3]) = [1, 2, 3]
distinct values([1, 2, 3, 2, 1]) = [1, 2, 3]
distinct values([1, "1", true, [1], [1]]) = [1, "1", true, [1]]
flatten([[1, 2], [[3]], 4]) = [1, 2, 3, 4]
product([2, 3, 4]) = 24
product([]) -> null
median(8, 2, 5, 3, 4) = 4
median([6, 1, 2, 3]) = 2.5
stddev(2, 4, 7, 5) = 2.081665999466132735282297706979931
stddev(47) -> null
mode(6, 3, 9, 6, 6) = [6]
mode([6, 1, 9, 6, 1]) = [1, 6]
mode([]) = []
decimal(1 / 3, 2) = .33
decimal(1.5, 0) = 2
decimal(2.5, 0) = 2
floor(1.5) = 1
floor(-1.56, 1) = -1.6
ceiling(1.5) = 2
ceiling(-1.56, 1) = -1.5
floor(1.5, null) -> null
round up(5.5, 0) = 6
round up(-1.126, 2) = -1.13
round down(-5.5, 0) = -5
round half up(-1.126, 2) = -1.13
round half up(5.5, 0) = 6
round half down(5.5, 0) = 5
round half down(-5.5, 0) = -5
round up(5.5, 6177) -> null
abs(-10) = 10
abs(@"-PT5H") = @"PT5H"
abs(@"-P1Y") = @"P1Y"
modulo(-12, 5) = 3
modulo(12, -5) = -3
modulo(-10.1, 4.5) = 3.4
modulo(10.1, -4.5) = -3.4
modulo(1, 0) -> null
sqrt(16) = 4
sqrt(-1) -> null
decimal(log(10), 11) = 2.30258509299
log(0) -> null
decimal(exp(5), 12) = 148.413159102577
odd(5) = true
odd(-2) = false
even(2) = true
is(date("2012-12-25"), time("23:00:50")) = false
is(date("2012-12-25"), date("2012-12-25")) = true
is(time("23:00:50Z"), time("23:00:50")) = false
is(time("23:00:50Z"), time("23:00:50+00:00")) = true
before(1, (1..10]) = true
before([1..10), 10) = true
before([1..10], [10..20]) = false
after(12, [1..10]) = true
after([11..20], [1..11)) = true
meets([1..5], [5..10]) = true
meets([1..5), [5..10]) = false
met by([5..10], [1..5]) = true
overlaps([1..5], [3..8]) = true
overlaps((5..8], [1..5)) = false
overlaps before([1..5], [3..8]) = true
overlaps after([3..8], [1..5]) = true
finishes(10, [1..10]) = true
finishes((1..10], [1..10]) = true
finished by([1..10], [5..10]) = true
includes([1..10], [4..6]) = true
during((1..5], (1..10]) = true
starts([1..5], (1..10]) = false
started by([1..10], [1..5]) = true
coincides((1..5), [1..5]) = false
before(1, "a") -> null
range("[18..21)") = [18..21)
range("[2..)") = (>=2)
range("(..2)") = (<2)
range("[date(\\"2026-01-01\\")..@\\"2026-02-01\\"]") = [@"2026-01-01"..@"2026-02-01"]
range("[3..1]") -> null
range("[..1]") -> null
range("[a..b]") -> null
range("") -> null
before(null, 1) -> null
day of year(date(2019, 9, 17)) = 260
day of week(date(2019, 9, 17)) = "Tuesday"
month of year(date(2019, 9, 17)) = "September"
week of year(date(2003, 12, 29)) = 1
week of year(date(2005, 1, 1)) = 53
sort(list: [3, 1, 4, 5, 2], precedes: function(x, y) x < y) = [1, 2, 3, 4, 5]
sort([1, "a"]) -> null
sort([2, 1], function(x, y) 5) -> null
get value({key1: "value1"}, "key1") = "value1"
get value({key1: "value1"}, "unknown") -> null
get entries({a: 1}) = [{key: "a", value: 1}]
context([{key: "a", value: 1}, {key: "b", value: 2, extra: 3}]) = {a: 1, b: 2}
context([{key: "a", value: 1}, {key: "b"}]) -> null
context put({x: 1, y: 0}, "y", 2) = {x: 1, y: 2}
context put({x: 1, y: {a: 0}}, ["y", "a"], 2) = {x: 1, y: {a: 2}}
context put({x: 1}, [], 2) -> null
context put({x: 1}, ["y", "z"], 2) -> null
matches("Ω", "^\\\\p{IsGreek}$") = true
context merge([{x: 1, y: 0}, {y: 2}]) = {x: 1, y: 2}
contains(["foobar"], "of") = false
abs(n: -1) = 1
abs(number: -1) -> null
abs(1, 2) -> null
substring(start position: 3, string: "foobar") = "obar"
count(null) -> null
trim("  a ") = "a"
is blank(" ") = true
is empty([]) = true
is defined(null) = false
get or else(null, 1) = 1
partition([1, 2, 3], 2) = [[1, 2], [3]]
duplicate values([1, 2, 1]) = [1]
last day of month(date("2024-02-10")) = date("2024-02-29")
""".strip().splitlines()


@pytest.mark.parametrize("example", EXAMPLES)
def test_built_in_functions_give_what_the_standard_says(example: str) -> None:
    source, _, expected = example.replace("\\\\", "\\").partition(" -> ")
    assert value(source) is (None if expected else True)


def test_every_built_in_function_has_an_example_here() -> None:
    text = "\n".join(EXAMPLES)
    elsewhere = {"now", "today"}
    assert {name for name in BUILTINS if f"{name}(" not in text} == elsewhere


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ('@"2026-01-31"', date(2026, 1, 31)),
        ('@"10:30:11"', time(10, 30, 11)),
        ('@"2026-01-31T10:30:11.5"', datetime(2026, 1, 31, 10, 30, 11, 500000)),
        ('@"P1DT2H"', timedelta(days=1, hours=2)),
        ('@"-P1Y2M"', feel.YearsMonths(-14)),
        ('@"nothing"', None),
        ('"a\\tb\\u00e9\\d"', "a\tbé\\d"),
        ("1.2e3", Decimal(1200)),
    ],
)
def test_literals(source: str, expected: Any) -> None:
    assert value(source) == expected
