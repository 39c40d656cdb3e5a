package io.millrace.stack.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.util.TreeScanner;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ProblemsTest {
    private static final List<String> SOURCES =
            Stream.concat(Stream.of("lib/edge"), Checkout.SERVICES.stream()).toList();

    @Test
    void everyTypeOfProblemIsOnThePageOfTheApi() {
        Set<String> slugs = new TreeSet<>();
        SOURCES.forEach(module -> JavaSource.of(module).forEach(source -> addSlugs(source, slugs)));
        String page = Checkout.read(Checkout.resolve("docs/reference/http-api.md"));
        assertThat(slugs).isNotEmpty();
        assertThat(slugs.stream()
                        .filter(slug -> !page.contains("`" + slug + "`"))
                        .collect(Collectors.toSet()))
                .as("types of problems that docs/reference/http-api.md does not tell of")
                .isEmpty();
    }

    /** Words with a hyphen in the place of a slug: Problem.of(status, slug, …) and the services' own shorthands for it. */
    private static void addSlugs(JavaSource source, Set<String> slugs) {
        new TreeScanner<Void, Void>() {
            @Override
            public Void visitMethodInvocation(MethodInvocationTree call, Void nothing) {
                if (call.getMethodSelect().toString().matches("(Problem\\.of|Problems\\.\\w+|problem|retry)")) {
                    call.getArguments().stream()
                            .limit(2)
                            .filter(LiteralTree.class::isInstance)
                            .map(argument -> String.valueOf(((LiteralTree) argument).getValue()))
                            .filter(text -> text.matches("[a-z]+(-[a-z]+)*"))
                            .forEach(slugs::add);
                }
                return super.visitMethodInvocation(call, nothing);
            }
        }.scan(source.unit(), null);
    }
}
