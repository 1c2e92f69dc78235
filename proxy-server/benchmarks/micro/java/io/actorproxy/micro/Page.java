package io.actorproxy.micro;

import static java.util.stream.Collectors.joining;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;

/** The results of a run, for people and for programs. */
record Page(Map<String, String> conditions, List<Row> rows) {
  /**
   * One benchmark.
   *
   * @param error half of the interval of 99.9 % confidence; NaN if there are too few measurements
   */
  record Row(
      String benchmark,
      Map<String, String> parameters,
      double nanoseconds,
      double error,
      double allocatedBytes) {

    static Row of(RunResult result) {
      BenchmarkParams run = result.getParams();
      Map<String, String> parameters = new TreeMap<>();
      run.getParamsKeys().forEach(key -> parameters.put(key, run.getParam(key)));
      String method = run.getBenchmark();
      int ofClass = method.lastIndexOf('.', method.lastIndexOf('.') - 1);
      Result<?> time = result.getPrimaryResult();
      Result<?> allocated =
          Objects.requireNonNull(
              result.getSecondaryResults().get("gc.alloc.rate.norm"), "no figure of allocation");
      return new Row(
          method.substring(ofClass + 1),
          parameters,
          time.getScore(),
          time.getScoreError(),
          allocated.getScore());
    }

    private String line() {
      String with =
          parameters.entrySet().stream()
              .map(parameter -> parameter.getKey() + " " + parameter.getValue())
              .collect(joining(", "));
      return "| %s | %s | %,.1f | %,.1f | %,.0f |%n"
          .formatted(benchmark.replace("Benchmark", ""), with, nanoseconds, error, allocatedBytes);
    }
  }

  Page(Map<String, String> conditions, Collection<RunResult> results) {
    this(conditions, results.stream().map(Row::of).toList());
  }

  String markdown() {
    StringBuilder page =
        new StringBuilder(
            """
            | Benchmark | With | ns each | ± (99.9 %) | B allocated |
            |---|---|---:|---:|---:|
            """);
    rows.forEach(row -> page.append(row.line()));
    return page.toString();
  }

  /** Writes {@code micro.md} and {@code micro.json}. */
  void save(Path directory) throws IOException {
    StringBuilder page = new StringBuilder("# Micro benchmarks\n\n");
    page.append(
        """
        What parts of the server cost by themselves, in one thread and warm caches. Compare the lines of
        one group with each other: [how to read them](README.md#micro-benchmarks).

        """);
    page.append(markdown()).append("\n## Conditions\n\n| | |\n|---|---|\n");
    conditions.forEach((name, value) -> page.append("| %s | %s |%n".formatted(name, value)));
    Files.writeString(directory.resolve("micro.md"), page);
    Gson gson =
        new GsonBuilder().setPrettyPrinting().serializeSpecialFloatingPointValues().create();
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("conditions", conditions);
    all.put("results", rows);
    Files.writeString(directory.resolve("micro.json"), gson.toJson(all) + "\n");
  }
}
