package io.millrace.edge.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class DatasetLookupTest {
    @Test
    void similarDatasetsAreFound() {
        TreeSet<String> names = new TreeSet<>(List.of("abc", "sitting", "readings", "bitten"));
        assertThat(DatasetLookup.nearest(names, "reading")).startsWith("readings");
        assertThat(DatasetLookup.nearest(names, "kitten")).startsWith("bitten", "sitting");
        assertThat(DatasetLookup.nearest(names, "")).startsWith("abc");
    }
}
