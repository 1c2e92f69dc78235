package io.actorproxy.statestore.postgres;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.callback.BaseCallback;
import org.flywaydb.core.api.callback.Context;
import org.flywaydb.core.api.callback.Event;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.jspecify.annotations.Nullable;

/**
 * Says in the transaction of each script in which schema its tables are. Flyway says it for the
 * session, which behind a pooler may be another one, and is one of other users of the pool later.
 */
final class SearchPath extends BaseCallback {

  /** As Flyway writes it; the last parameter is whether it is for the transaction alone. */
  private static final String OF_SESSION = "set_config('search_path', ?, false)";

  private static final String OF_TRANSACTION = "set_config('search_path', ?, true)";

  private final String schema;

  private SearchPath(String schema) {
    this.schema = schema;
  }

  /** Lets Flyway set no search path beyond a transaction. Its connections must be there already. */
  static FluentConfiguration ofTransactions(FluentConfiguration flyway, String schema) {
    return flyway
        .dataSource(around(DataSource.class, flyway.getDataSource()))
        .callbacks(new SearchPath(schema));
  }

  @Override
  public boolean supports(Event event, Context context) {
    return event == Event.BEFORE_EACH_MIGRATE;
  }

  @Override
  public void handle(Event event, Context context) {
    try (Statement statement = context.getConnection().createStatement()) {
      statement.execute("SET LOCAL search_path TO \"%s\"".formatted(schema));
    } catch (SQLException e) {
      throw new FlywayException("Cannot set the search path", e);
    }
  }

  /** Does what {@code target} does, with other statements; so do the connections it makes. */
  private static <T> T around(Class<T> type, T target) {
    InvocationHandler handler =
        new InvocationHandler() {
          @Override
          public @Nullable Object invoke(Object self, Method method, Object @Nullable [] arguments)
              throws Throwable {
            if (arguments != null && arguments.length > 0 && arguments[0] instanceof String sql) {
              arguments[0] = sql.replace(OF_SESSION, OF_TRANSACTION);
            }
            try {
              Object result = method.invoke(target, arguments);
              return result instanceof Connection made ? around(Connection.class, made) : result;
            } catch (InvocationTargetException e) {
              throw e.getCause();
            }
          }
        };
    return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
  }
}
