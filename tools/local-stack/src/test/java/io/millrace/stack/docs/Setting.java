package io.millrace.stack.docs;

import com.sun.source.tree.AnnotationTree;
import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ModifiersTree;
import com.sun.source.tree.Tree;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * One property of a {@code @ConfigMapping} interface.
 *
 * @param defaultValue empty when there is none
 * @param optional whether the service starts without it
 */
record Setting(String property, String type, String defaultValue, boolean optional, String description) {

    /** The properties of an interface with the same prefix. */
    record Group(String prefix, String description, List<Setting> settings) {}

    /** @return the mappings that the file declares; most files declare none */
    static List<Group> in(JavaSource source) {
        List<Group> groups = new ArrayList<>();
        for (Tree declaration : source.unit().getTypeDecls()) {
            if (declaration instanceof ClassTree type) {
                annotation(type.getModifiers(), "ConfigMapping").ifPresent(mapping -> {
                    List<Setting> settings = new ArrayList<>();
                    String prefix = value(mapping, "prefix");
                    collect(source, type, prefix, settings);
                    groups.add(new Group(prefix, source.javadoc(type), List.copyOf(settings)));
                });
            }
        }
        return groups;
    }

    private static void collect(JavaSource source, ClassTree type, String prefix, List<Setting> settings) {
        for (Tree member : type.getMembers()) {
            if (!(member instanceof MethodTree method) || method.getBody() != null) {
                continue;
            }
            String property = prefix + "." + name(method);
            String returned = method.getReturnType().toString();
            Optional<ClassTree> nested = nested(type, returned);
            if (nested.isPresent()) {
                collect(source, nested.get(), property, settings);
                continue;
            }
            String description = source.javadoc(method);
            if (description.isEmpty()) {
                throw new AssertionError(source.place(method) + ": a property needs Javadoc: it is its reference");
            }
            boolean optional = returned.startsWith("Optional");
            settings.add(new Setting(
                    property,
                    optional ? unwrapped(returned) : returned,
                    annotation(method.getModifiers(), "WithDefault")
                            .map(given -> value(given, "value"))
                            .orElse(""),
                    optional,
                    description));
        }
    }

    /** {@code Optional<Duration>} to {@code Duration}, {@code OptionalInt} to {@code int}. */
    private static String unwrapped(String optional) {
        return optional.contains("<")
                ? optional.substring(optional.indexOf('<') + 1, optional.lastIndexOf('>'))
                : optional.substring("Optional".length()).toLowerCase(Locale.ROOT);
    }

    private static Optional<ClassTree> nested(ClassTree type, String name) {
        return type.getMembers().stream()
                .filter(ClassTree.class::isInstance)
                .map(ClassTree.class::cast)
                .filter(member -> member.getKind() == Tree.Kind.INTERFACE
                        && member.getSimpleName().contentEquals(name))
                .findFirst();
    }

    private static String name(MethodTree method) {
        return annotation(method.getModifiers(), "WithName")
                .map(given -> value(given, "value"))
                .orElseGet(() -> method.getName()
                        .toString()
                        .replaceAll("([a-z0-9])([A-Z])", "$1-$2")
                        .toLowerCase(Locale.ROOT));
    }

    private static Optional<AnnotationTree> annotation(ModifiersTree modifiers, String name) {
        return modifiers.getAnnotations().stream()
                .map(AnnotationTree.class::cast)
                .filter(given -> given.getAnnotationType().toString().equals(name))
                .findFirst();
    }

    private static String value(AnnotationTree annotation, String attribute) {
        for (ExpressionTree argument : annotation.getArguments()) {
            ExpressionTree value = argument;
            if (argument instanceof AssignmentTree given) {
                value = given.getVariable().toString().equals(attribute) ? given.getExpression() : null;
            }
            if (value instanceof LiteralTree literal) {
                return String.valueOf(literal.getValue());
            }
        }
        throw new AssertionError(annotation + " has no literal " + attribute);
    }

    /** The environment variable that sets the property, after the rules of MicroProfile Config. */
    String environment() {
        return environment(property);
    }

    static String environment(String property) {
        return property.replaceAll("[^A-Za-z0-9]", "_").toUpperCase(Locale.ROOT);
    }
}
