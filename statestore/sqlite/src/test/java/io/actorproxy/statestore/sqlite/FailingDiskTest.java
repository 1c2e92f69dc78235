package io.actorproxy.statestore.sqlite;

import static java.nio.file.attribute.PosixFilePermissions.asFileAttribute;
import static java.nio.file.attribute.PosixFilePermissions.fromString;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.actorproxy.statestore.ActorKey;
import io.actorproxy.statestore.Save;
import io.actorproxy.statestore.SaveResult;
import io.actorproxy.statestore.StateStore;
import io.actorproxy.statestore.StoreConfigException;
import io.actorproxy.statestore.StoreCorruptedException;
import io.actorproxy.statestore.StoreException;
import io.actorproxy.statestore.StoreSettings;
import io.actorproxy.statestore.StoreUnavailableException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the store says of directories, files and disks that do not do their part. */
final class FailingDiskTest {

  private static final ActorKey ANN = new ActorKey("shop", "", "ann");
  private static final ActorKey BOB = new ActorKey("shop", "", "bob");
  private static final ActorKey EVE = new ActorKey("shop", "", "eve");

  @TempDir private Path directory;
  private Path data;

  @BeforeEach
  void chooseDirectory() {
    data = directory.resolve("data");
  }

  @Test
  void aMissingDirectoryIsCreatedWithItsParents() throws StoreException {
    data = directory.resolve("not/yet/there");
    open().close();
    assertThat(data.resolve("actor-proxy.db")).isNotEmptyFile();
  }

  @Test
  void aPathIsTakenAsItIs() throws StoreException {
    data = directory.resolve("a b?c=d#e%20f;g&h");
    open().close();
    assertThat(data.resolve("actor-proxy.db")).isNotEmptyFile();
  }

  @Test
  void savesAreFlushedToTheDisk() throws Exception {
    try (StateStore store = open();
        Connection writer = new DatabaseFile(data.resolve("actor-proxy.db")).connectWriter()) {
      store.probe();
      assertThat(pragma(writer, "journal_mode")).isEqualTo("wal");
      assertThat(pragma(writer, "synchronous")).as("2 is FULL").isEqualTo("2");
    }
  }

  @Test
  void aDirectoryThatIsAFileIsNamed() throws IOException {
    Files.createFile(data);
    assertThatThrownBy(this::open)
        .isInstanceOf(StoreUnavailableException.class)
        .hasMessageContaining(data.toString())
        .hasMessageContaining("PROXY_DATA_DIR");
  }

  @Test
  void aDirectoryThatCannotBeWrittenIsNamed() {
    data = Path.of("/proc/sys"); // Not even the superuser can create a file here.
    assertThatThrownBy(this::open)
        .isInstanceOf(StoreUnavailableException.class)
        .hasMessageContaining("/proc/sys/actor-proxy.db.lock")
        .hasMessageContaining("writable");
  }

  @Test
  void onlyTheOwnerCanReadWhatIsStored() throws Exception {
    try (StateStore store = open()) {
      store.snapshots().save(List.of(saveOf(ANN, 10)));
      assertThat(Files.getPosixFilePermissions(data)).isEqualTo(fromString("rwx------"));
      try (Stream<Path> files = Files.list(data)) {
        assertThat(files)
            .extracting(file -> file.getFileName().toString())
            .containsExactlyInAnyOrder(
                "actor-proxy.db",
                "actor-proxy.db-wal",
                "actor-proxy.db-shm",
                "actor-proxy.db.lock");
      }
      try (Stream<Path> files = Files.list(data)) {
        assertThat(files)
            .allSatisfy(
                file ->
                    assertThat(Files.getPosixFilePermissions(file))
                        .isEqualTo(fromString("rw-------")));
      }
    }
  }

  @Test
  void aDirectoryThatOthersMayReadIsLeftAsItIs() throws Exception {
    Files.createDirectory(data, asFileAttribute(fromString("rwxr-xr-x")));
    open().close();
    assertThat(Files.getPosixFilePermissions(data)).isEqualTo(fromString("rwxr-xr-x"));
  }

  @Test
  void aFileThatIsMovedAwayStopsSavesUntilItIsBack() throws Exception {
    Path file = data.resolve("actor-proxy.db");
    try (StateStore store = open()) {
      store.snapshots().save(List.of(saveOf(ANN, 10)));
      Files.move(file, data.resolve("elsewhere.db"));
      assertThatThrownBy(store::probe)
          .isInstanceOf(StoreUnavailableException.class)
          .hasMessageContaining("deleted, moved or replaced");
      assertThatThrownBy(() -> store.snapshots().save(List.of(saveOf(BOB, 10))))
          .isInstanceOf(StoreUnavailableException.class);

      Files.createFile(file);
      assertThatThrownBy(store::probe).hasMessageContaining("deleted, moved or replaced");

      Files.move(data.resolve("elsewhere.db"), file, StandardCopyOption.REPLACE_EXISTING);
      store.probe();
      assertThat(store.snapshots().save(List.of(saveOf(BOB, 10)))).containsOnly(SaveResult.SAVED);
      assertThat(store.snapshots().load(ANN)).isPresent();
    }
  }

  @Test
  void aLogThatOnlyGrowsIsBroughtBackBesideSaves() throws Exception {
    try (StateStore store = open()) {
      Path log = data.resolve("actor-proxy.db-wal");
      long revision = 0;
      for (long written = 0; written < 2L * DatabaseFile.LOG_PAGES_MAX * 4_096; written += 90_000) {
        store
            .snapshots()
            .save(List.of(new Save(ANN, revision, StoreProcess.changed(revision++), 1)));
      }
      assertThat(Files.size(log))
          .as("below the length at which saves have to wait for a checkpoint")
          .isLessThan(DatabaseFile.LOG_PAGES_MAX * 4_096L);
    }
  }

  @Test
  void aFileOfSomethingElseIsCorrupted() throws IOException {
    Files.createDirectories(data);
    Files.writeString(data.resolve("actor-proxy.db"), "not a database ".repeat(1000));
    assertThatThrownBy(this::open)
        .isInstanceOf(StoreCorruptedException.class)
        .hasMessageContaining(data.resolve("actor-proxy.db").toString())
        .hasMessageContaining("backup");
  }

  @Test
  void aDamagedPageIsToldByTheLoadThatMeetsIt() throws Exception {
    try (StateStore store = open()) {
      store.snapshots().save(List.of(saveOf(ANN, 90_000), saveOf(BOB, 10)));
    }
    overwriteFrom(20 * 4096); // Only the large state reaches this far.
    try (StateStore store = open()) {
      assertThat(store.snapshots().load(BOB)).isPresent();
      assertThatThrownBy(() -> store.snapshots().load(ANN))
          .isInstanceOf(StoreCorruptedException.class)
          .hasMessageContaining(data.toString());
    }
  }

  @Test
  void aDatabaseOfAnotherProgramIsLeftAlone() throws Exception {
    Files.createDirectories(data);
    execute("CREATE TABLE precious (id INTEGER)");
    assertThatThrownBy(this::open)
        .isInstanceOf(StoreConfigException.class)
        .hasMessageContaining("another program");
    execute("SELECT * FROM precious");
  }

  @Test
  void aFileOfANewerVersionIsRefused() throws Exception {
    open().close();
    execute("PRAGMA user_version = 99");
    assertThatThrownBy(this::open)
        .isInstanceOf(StoreConfigException.class)
        .hasMessageContaining("schema 99")
        .hasMessageContaining("newer");
  }

  @Test
  void aRefusedOpenFreesTheFile() throws Exception {
    open().close();
    execute("PRAGMA user_version = 99");
    assertThatThrownBy(this::open).isInstanceOf(StoreConfigException.class);
    execute("PRAGMA user_version = 4");
    open().close();
  }

  @Test
  void anErrorInTheMiddleOfABatchUndoesItAndTheNextSaveWorks() throws Exception {
    try (StateStore store = open()) {
      execute(
          "CREATE TRIGGER refuse BEFORE INSERT ON actors WHEN NEW.name = 'bob'"
              + " BEGIN SELECT RAISE(ABORT, 'no bob today'); END");
      List<Save> batch = List.of(saveOf(ANN, 10), saveOf(BOB, 10), saveOf(EVE, 10));
      assertThatThrownBy(() -> store.snapshots().save(batch))
          .isInstanceOf(StoreUnavailableException.class)
          .hasMessageContaining("no bob today");
      assertThat(store.snapshots().load(ANN)).isEmpty();
      assertThat(store.snapshots().load(EVE)).isEmpty();

      execute("DROP TRIGGER refuse");
      assertThat(store.snapshots().save(batch)).containsOnly(SaveResult.SAVED).hasSize(3);
      assertThat(store.snapshots().load(EVE)).isPresent();
    }
  }

  @Test
  void aFullDiskRefusesSavesAndKeepsWhatItHas() throws Exception {
    List<String> told;
    // No file of this process may grow beyond 4 MiB (8192 blocks).
    List<String> limited = List.of("sh", "-c", "ulimit -f 8192; exec \"$@\"", "sh");
    try (StoreProcess process =
        StoreProcess.startBehind(limited, "save-until-full", data.toString())) {
      told = process.readLines();
    }
    assertThat(told.getFirst())
        .startsWith("Cannot save to " + data.resolve("actor-proxy.db"))
        .contains("The disk failed or is full");
    String lastSaved = told.get(told.size() - 3);
    int saved = Integer.parseInt(lastSaved.substring("saved ".length()));
    assertThat(saved).isGreaterThan(10);
    assertThat(told).endsWith(lastSaved, "the probe failed", "loaded " + saved);

    try (StateStore store = open()) {
      assertThat(store.snapshots().load(StoreProcess.actor(saved - 1))).isPresent();
      Save next = new Save(StoreProcess.actor(saved), 0, new byte[100], 2);
      assertThat(store.snapshots().save(List.of(next))).containsExactly(SaveResult.SAVED);
    }
  }

  @Test
  void aFullDiskIsFreedOfTheLogAndSavesOfTheSameActorsGoOn() throws Exception {
    // No file of this process may grow beyond 4 MiB (8192 blocks); the log would have 9.
    List<String> limited = List.of("sh", "-c", "ulimit -f 8192; exec \"$@\"", "sh");
    try (StoreProcess process =
        StoreProcess.startBehind(limited, "rewrite", data.toString(), "100")) {
      assertThat(process.readLines()).singleElement().asString().startsWith("saved 100, failed ");
    }
  }

  @Test
  void aDatabaseWithoutAFreePageIsToldAsAFullDisk() throws Exception {
    open().close();
    DatabaseFile file = new DatabaseFile(data.resolve("actor-proxy.db"));
    try (Connection writer = file.connectWriter();
        Statement statement = writer.createStatement()) {
      statement.execute("PRAGMA max_page_count = 1"); // It takes as many as there are already.
      assertThatThrownBy(() -> statement.execute("CREATE TABLE one_more AS SELECT zeroblob(99999)"))
          .isInstanceOfSatisfying(
              SQLException.class,
              e ->
                  assertThat(file.failure("save to", e))
                      .isInstanceOf(StoreUnavailableException.class)
                      .hasMessageContaining("The disk is full: free some space on it."));
    }
  }

  private StateStore open() throws StoreException {
    return new SqliteStoreDriver().open(new StoreSettings(data, 100_000, Map.of()));
  }

  private static Save saveOf(ActorKey key, int bytes) {
    return new Save(key, 0, new byte[bytes], 1);
  }

  private void overwriteFrom(int offset) throws IOException {
    try (RandomAccessFile file =
        new RandomAccessFile(data.resolve("actor-proxy.db").toFile(), "rw")) {
      byte[] garbage = new byte[(int) file.length() - offset];
      Arrays.fill(garbage, (byte) 0xAB);
      file.seek(offset);
      file.write(garbage);
    }
  }

  private void execute(String sql) throws SQLException {
    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + data.resolve("actor-proxy.db"));
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static String pragma(Connection connection, String name) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("PRAGMA " + name)) {
      row.next();
      return row.getString(1);
    }
  }
}
