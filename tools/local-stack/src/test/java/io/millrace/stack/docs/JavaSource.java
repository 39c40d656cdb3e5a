package io.millrace.stack.docs;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePath;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * A parsed source file. Parsed, not compiled: no class path is needed, and Javadoc is still there.
 *
 * @param trees looks up Javadoc
 */
record JavaSource(CompilationUnitTree unit, DocTrees trees) {

    /** @return every source file of the module's main code */
    static List<JavaSource> of(String module) {
        return parse(Checkout.files(Checkout.resolve(module + "/src/main/java"), ".java"));
    }

    private static List<JavaSource> parse(List<Path> files) {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null)) {
            JavacTask task = (JavacTask) compiler.getTask(
                    null, manager, null, List.of("-proc:none"), null, manager.getJavaFileObjectsFromPaths(files));
            DocTrees trees = DocTrees.instance(task);
            List<JavaSource> sources = new ArrayList<>();
            task.parse().forEach(unit -> sources.add(new JavaSource(unit, trees)));
            return sources;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @return the Javadoc of the declaration as one line of Markdown; empty when there is none */
    String javadoc(Tree declaration) {
        String comment = trees.getDocComment(TreePath.getPath(unit, declaration));
        return comment == null ? "" : markdown(comment);
    }

    static String markdown(String javadoc) {
        return javadoc.replaceAll("(?s)\\n\\s*@.*", "")
                .replaceAll("\\{@(?:code|literal)\\s+([^}]*)}", "`$1`")
                .replaceAll("\\{@link(?:plain)?\\s+(?:[^}\\s]*\\s+)?([^}]*)}", "`$1`")
                .replaceAll("</?[a-z]+>", " ")
                .replaceAll("\\s+", " ")
                .strip();
    }

    /** Where the declaration stands, for messages. */
    String place(Tree declaration) {
        long start = trees.getSourcePositions().getStartPosition(unit, declaration);
        return unit.getSourceFile().getName() + ":" + unit.getLineMap().getLineNumber(start);
    }
}
