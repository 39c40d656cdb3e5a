package io.millrace.stack.docs;

import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import com.sun.source.util.TreeScanner;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Reads the meters that a source file declares as {@code Counter.builder("name")…} chains. A chain may stand in a method
 * that takes name and description as parameters; every call of that method is then a meter.
 */
final class MeterSource {
    private static final Map<String, String> TYPES = Map.of(
            "Counter", "counter",
            "FunctionCounter", "counter",
            "Gauge", "gauge",
            "MultiGauge", "gauge",
            "TimeGauge", "gauge",
            "Timer", "timer",
            "FunctionTimer", "timer",
            "DistributionSummary", "summary");

    private final JavaSource source;
    private final Map<String, Meter> meters = new TreeMap<>();

    private MeterSource(JavaSource source) {
        this.source = source;
    }

    /** @return the meters by name; most files declare none */
    static Map<String, Meter> read(JavaSource source) {
        MeterSource reader = new MeterSource(source);
        new TreePathScanner<Void, Void>() {
            @Override
            public Void visitMethodInvocation(MethodInvocationTree call, Void nothing) {
                if (call.getMethodSelect() instanceof MemberSelectTree select
                        && select.getIdentifier().contentEquals("builder")
                        && TYPES.containsKey(select.getExpression().toString())) {
                    reader.declared(call, TYPES.get(select.getExpression().toString()), getCurrentPath());
                }
                return super.visitMethodInvocation(call, nothing);
            }
        }.scan(source.unit(), null);
        return reader.meters;
    }

    private void declared(MethodInvocationTree builder, String type, TreePath path) {
        if (!text(builder.getArguments().getFirst(), Map.of()).isEmpty()) {
            add(builder, type, path, Map.of(), path);
            return;
        }
        TreePath around = path;
        while (!(around.getLeaf() instanceof MethodTree)) {
            around = around.getParentPath();
        }
        MethodTree helper = (MethodTree) around.getLeaf();
        new TreePathScanner<Void, Void>() {
            @Override
            public Void visitMethodInvocation(MethodInvocationTree call, Void nothing) {
                if (call.getMethodSelect().toString().equals(helper.getName().toString())
                        && call.getArguments().size() == helper.getParameters().size()) {
                    Map<String, ExpressionTree> given = new HashMap<>();
                    for (int i = 0; i < call.getArguments().size(); i++) {
                        given.put(
                                helper.getParameters().get(i).getName().toString(),
                                call.getArguments().get(i));
                    }
                    add(builder, type, path, given, getCurrentPath());
                }
                return super.visitMethodInvocation(call, nothing);
            }
        }.scan(source.unit(), null);
    }

    /** @param use where the meter is handed to whoever keeps it */
    private void add(
            MethodInvocationTree builder, String type, TreePath path, Map<String, ExpressionTree> given, TreePath use) {
        Set<String> tags = new TreeSet<>();
        String unit = "";
        String description = "";
        boolean histogram = false;
        TreePath at = path;
        while (at.getParentPath().getLeaf() instanceof MemberSelectTree step
                && at.getParentPath().getParentPath().getLeaf() instanceof MethodInvocationTree call) {
            List<? extends ExpressionTree> arguments = call.getArguments();
            switch (step.getIdentifier().toString()) {
                case "description" -> description = text(arguments.getFirst(), given);
                case "baseUnit" -> unit = text(arguments.getFirst(), given);
                case "publishPercentileHistogram", "serviceLevelObjectives" -> histogram = true;
                default -> addTags(call, tags);
            }
            at = at.getParentPath().getParentPath();
        }
        addTagsGivenLater((use == path ? at : use).getParentPath().getLeaf(), tags);
        String name = text(builder.getArguments().getFirst(), given);
        if (name.isEmpty() || description.isEmpty()) {
            throw new AssertionError(
                    source.place(builder) + ": a meter needs a literal name and description: they are its reference");
        }
        meters.merge(name, new Meter(name, type, tags, unit, histogram, description), Meter::and);
    }

    /** A MultiGauge and a MeterProvider get their tags where the field that holds them is used. */
    private void addTagsGivenLater(Tree holder, Set<String> tags) {
        String variable = holder instanceof AssignmentTree assignment
                ? assignment.getVariable().toString().replace("this.", "")
                : holder instanceof VariableTree declared ? declared.getName().toString() : "";
        new TreeScanner<Void, Void>() {
            @Override
            public Void visitMethodInvocation(MethodInvocationTree call, Void nothing) {
                if (call.getMethodSelect() instanceof MemberSelectTree select
                        && select.getExpression().toString().equals(variable)) {
                    addAllTags(call, tags);
                }
                return super.visitMethodInvocation(call, nothing);
            }
        }.scan(source.unit(), null);
    }

    private static void addAllTags(Tree tree, Set<String> tags) {
        new TreeScanner<Void, Void>() {
            @Override
            public Void visitMethodInvocation(MethodInvocationTree call, Void nothing) {
                addTags(call, tags);
                return super.visitMethodInvocation(call, nothing);
            }
        }.scan(tree, null);
    }

    /** {@code tag("a", x)}, {@code tags("a", x, "b", y)}, {@code withTags(…)}, {@code Tags.of(…)}: every other one is a key. */
    private static void addTags(MethodInvocationTree call, Set<String> tags) {
        if (call.getMethodSelect().toString().matches("(?s).*(\\.tags?|\\.withTags?|Tags?\\.of)")) {
            for (int i = 0; i < call.getArguments().size(); i += 2) {
                String key = text(call.getArguments().get(i), Map.of());
                if (!key.isEmpty()) {
                    tags.add(key);
                }
            }
        }
    }

    /** @return the string that the expression is, a parameter's value taken from what is given; empty when it is none */
    private static String text(ExpressionTree expression, Map<String, ExpressionTree> given) {
        ExpressionTree meant = given.getOrDefault(expression.toString(), expression);
        if (meant instanceof BinaryTree sum && sum.getKind() == Tree.Kind.PLUS) {
            return text(sum.getLeftOperand(), given) + text(sum.getRightOperand(), given);
        }
        return meant instanceof LiteralTree literal && literal.getValue() instanceof String value ? value : "";
    }
}
