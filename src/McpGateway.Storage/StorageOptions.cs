using McpGateway.Foundation.Settings;

namespace McpGateway.Storage;

/// <summary>
/// Where state is kept. Also read from <c>STORAGE_BACKEND</c>, <c>DATA_DIR</c> and <c>POSTGRES_CONNECTION_STRING</c> (or
/// <c>DATABASE_URL</c>), which win.
/// </summary>
public sealed class StorageOptions
{
    public const string Section = "Storage";

    /// <summary><c>sqlite</c> or <c>postgresql</c> (also <c>postgres</c>).</summary>
    public string Backend { get; set; } = StorageBackends.Sqlite;

    /// <summary>Directory of the SQLite database and of generated keys. Private to the owner.</summary>
    public string DataDirectory { get; set; } = "./data";

    /// <summary>Npgsql connection string or <c>postgres://</c> address. A credential: never logged.</summary>
    [SecretSetting]
    public string? PostgresConnectionString { get; set; }

    /// <summary>How long a statement waits for another process that holds the SQLite database.</summary>
    public TimeSpan BusyTimeout { get; set; } = TimeSpan.FromSeconds(10);
}

/// <summary>The values of <c>STORAGE_BACKEND</c>.</summary>
public static class StorageBackends
{
    public const string Sqlite = "sqlite";
    public const string Postgresql = "postgresql";

    /// <summary>The backend meant by <paramref name="value"/>, or null when there is no such backend.</summary>
    internal static string? Parse(string? value) => value?.Trim().ToUpperInvariant() switch
    {
        null or "" or "SQLITE" => Sqlite,
        "POSTGRESQL" or "POSTGRES" => Postgresql,
        _ => null,
    };
}
