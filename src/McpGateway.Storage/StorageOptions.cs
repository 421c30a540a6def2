using McpGateway.Foundation.Settings;
using McpGateway.Storage.Postgres.Connecting;

namespace McpGateway.Storage;

/// <summary>
/// Where state is kept. Also read from <c>STORAGE_BACKEND</c>, <c>DATA_DIR</c> and <c>POSTGRES_CONNECTION_STRING</c> (or
/// <c>DATABASE_URL</c>), which win.
/// </summary>
public sealed class StorageOptions
{
    public const string Section = "Storage";

    /// <summary>
    /// <c>sqlite</c>, <c>postgresql</c> (also <c>postgres</c>), <c>mongodb-ce</c> (also <c>mongodb</c>) or <c>documentdb</c>.
    /// </summary>
    public string Backend { get; set; } = StorageBackends.Sqlite;

    /// <summary>Directory of the SQLite database and of generated keys. Private to the owner.</summary>
    public string DataDirectory { get; set; } = "./data";

    /// <summary>
    /// A <c>postgresql://</c> address, libpq's <c>host=… dbname=…</c>, or a connection string of Npgsql. What it leaves out is taken from
    /// libpq's variables (<c>PGHOST</c>, <c>PGSERVICE</c>, <c>PGPASSWORD</c>, …) and files. A credential: never logged.
    /// </summary>
    [SecretSetting]
    public string? PostgresConnectionString { get; set; }

    /// <summary>
    /// Where the notifications of other replicas' changes are listened for, in the same forms: the server itself, where
    /// <c>PostgresConnectionString</c> leads to a pooler that gives each transaction another session (PgBouncer). Without it such a pooler
    /// is recognised, and changes are looked for twice a second.
    /// </summary>
    [SecretSetting]
    public string? PostgresListenConnectionString { get; set; }

    /// <summary>
    /// Connections to PostgreSQL that one replica may have, the one that listens included: replicas × this, the surge of an update
    /// included, must be less than the server's <c>max_connections</c>. Where the connection string states <c>Maximum Pool Size</c>, that
    /// counts. 6 to 1,000.
    /// </summary>
    public int MaxConnections { get; set; } = 16;

    /// <summary>What libpq's variables and files say.</summary>
    internal PostgresSurroundings Surroundings { get; set; } = PostgresSurroundings.None;

    /// <summary>How long a statement waits for another process that holds the SQLite database.</summary>
    public TimeSpan BusyTimeout { get; set; } = TimeSpan.FromSeconds(10);
}

/// <summary>The values of <c>STORAGE_BACKEND</c>.</summary>
public static class StorageBackends
{
    public const string Sqlite = "sqlite";
    public const string Postgresql = "postgresql";

    /// <summary>MongoDB, any edition; the name is the Python product's.</summary>
    public const string MongoDb = "mongodb-ce";

    /// <summary>Amazon DocumentDB.</summary>
    public const string DocumentDb = "documentdb";

    /// <summary>The backend meant by <paramref name="value"/>, or null when there is no such backend.</summary>
    internal static string? Parse(string? value) => value?.Trim().ToUpperInvariant() switch
    {
        null or "" or "SQLITE" => Sqlite,
        "POSTGRESQL" or "POSTGRES" => Postgresql,
        "MONGODB-CE" or "MONGODB" => MongoDb,
        "DOCUMENTDB" => DocumentDb,
        _ => null,
    };
}
