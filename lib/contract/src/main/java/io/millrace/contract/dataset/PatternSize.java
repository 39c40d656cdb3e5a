package io.millrace.contract.dataset;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * About how many instructions an RE2 expression is compiled to, without compiling it: a repeat is written out, so that twenty
 * characters of nested repeats would take all memory of every service that reads the definition.
 */
final class PatternSize {
    static final long MOST = 20_000;

    private final String pattern;
    private final Deque<Long> outer = new ArrayDeque<>();
    private long sum;
    private long atom;
    private int at;

    private PatternSize(String pattern) {
        this.pattern = pattern;
    }

    /** @return at most {@link Long#MAX_VALUE}; of what is no expression, some number */
    static long of(String pattern) {
        PatternSize size = new PatternSize(pattern);
        while (size.at < pattern.length()) {
            size.next();
        }
        size.outer.forEach(open -> size.sum = plus(size.sum, open));
        return plus(size.sum, size.atom);
    }

    private void next() {
        char c = pattern.charAt(at++);
        switch (c) {
            case '\\' -> {
                at++;
                begin(1);
            }
            case '[' -> {
                skipClass();
                begin(1);
            }
            case '(' -> {
                begin(0);
                outer.push(sum);
                sum = 0;
            }
            case ')' -> {
                long group = plus(plus(sum, atom), 2);
                sum = outer.isEmpty() ? 0 : outer.pop();
                atom = group;
            }
            case '{' -> repeat();
            default -> begin(1);
        }
    }

    private void begin(long size) {
        sum = plus(sum, atom);
        atom = size;
    }

    private void skipClass() {
        int first = at < pattern.length() && pattern.charAt(at) == '^' ? at + 1 : at;
        at = first + 1; // a ] in the first place stands for itself
        while (at < pattern.length() && pattern.charAt(at) != ']') {
            at += pattern.charAt(at) == '\\' ? 2 : 1;
        }
        at++;
    }

    /** {n}, {n,} or {n,m}; anything else stands for itself. */
    private void repeat() {
        int end = pattern.indexOf('}', at);
        String inside = end < 0 ? "" : pattern.substring(at, end);
        if (!inside.matches("[0-9]{1,4}(,[0-9]{0,4})?")) {
            begin(1);
            return;
        }
        long times = 1;
        for (String bound : inside.split(",", -1)) {
            times = Math.max(times, bound.isEmpty() ? 1 : Long.parseLong(bound));
        }
        atom = atom > Long.MAX_VALUE / times ? Long.MAX_VALUE : atom * times;
        at = end + 1;
    }

    private static long plus(long a, long b) {
        return a > Long.MAX_VALUE - b ? Long.MAX_VALUE : a + b;
    }
}
