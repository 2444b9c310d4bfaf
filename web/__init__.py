"""Thin Flask: parse a request, call one operation or query, render."""
