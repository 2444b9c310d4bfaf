"""Pages with a table drawn by dmn-js, whose mark brings styles of its own along."""

from flask import Response, make_response

from web.guard import POLICY

#: The style attributes of the bpmn.io mark in dmn-js 17, and of what its click opens; no
#: other style attribute is let through.
_MARK = (
    "sha256-CA/eh4+2R0J7cEQ14gBMtx834RIOjzMUqCM+evtrkp4=",
    "sha256-r3vOsuepBDg6tz/cOusiNJ9Y4Lp9hGQTT7pzDks1Xxc=",
    "sha256-JpvvTIK7ulxf/3oA+AUuVbO9Labs8npGWGm9X9nGIWw=",
    "sha256-9OIpRRx0bq4t4s2zyqbocMNwedniLDaxLB+FlLIjNgM=",
    "sha256-GAdrtwahSjGXI0UQQnfyEVtPn+wfgQxvyrjyQuByfuU=",
    "sha256-ZG9bHUWWXDZyu7zfItuLwGK+cah/hweM0RfXpZpxZVM=",
)


def table_page(html: str) -> Response:
    """Answer with a page on which dmn-js draws."""
    styles = " ".join(["'self'", "'unsafe-hashes'", *(f"'{one}'" for one in _MARK)])
    answer = make_response(html)
    answer.headers["Content-Security-Policy"] = POLICY.format(styles=styles)
    return answer
