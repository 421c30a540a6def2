using Npgsql;

namespace McpGateway.Storage.Postgres.Connecting;

/// <summary>Where PostgreSQL is and how it is spoken to, as stated: a credential.</summary>
/// <param name="Settings">For the driver, without the product's own defaults.</param>
/// <param name="Session">What the server must be; null where any will do and there is only one.</param>
/// <param name="Tls">What the driver's settings cannot say.</param>
/// <param name="Notes">What the log says about parameters without effect.</param>
internal sealed record PostgresTarget(
    NpgsqlConnectionStringBuilder Settings, TargetSessionAttributes? Session, TlsTarget Tls, IReadOnlyList<string> Notes)
{
    /// <summary>Server and database, without credentials.</summary>
    public required string Description { get; init; }

    /// <summary>Whether a parameter was stated, its default included.</summary>
    /// <param name="name">As the driver spells it.</param>
    public bool IsStated(string name) => Settings.Keys.Contains(name, StringComparer.OrdinalIgnoreCase);

    /// <summary>No credential.</summary>
    public override string ToString() => Description;

    /// <param name="text">An address, libpq's keywords or the driver's connection string; empty where variables say it all.</param>
    /// <param name="around">What counts beside it.</param>
    /// <exception cref="ConnectionTextException">It cannot be used; nothing else is thrown.</exception>
    public static PostgresTarget Read(string text, PostgresSurroundings around) =>
        new TargetReader(ConnectionParameters.Read(text, around), around).Read();
}
