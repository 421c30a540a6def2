using System.Collections.Frozen;

namespace McpGateway.Storage.Postgres.Connecting;

/// <summary>What counts beside the connection's text, as with every client of PostgreSQL.</summary>
/// <param name="Variables">The variables of libpq that are set (<c>PGHOST</c>, …), without empty ones.</param>
/// <param name="Home">The user's home directory, for files that have a usual place; null for none.</param>
internal sealed record PostgresSurroundings(IReadOnlyDictionary<string, string> Variables, string? Home)
{
    public static PostgresSurroundings None { get; } = new(FrozenDictionary<string, string>.Empty, null);

    /// <summary>Whether the variables alone say where a database is.</summary>
    public bool NameADatabase => this["PGHOST"] is not null || this["PGHOSTADDR"] is not null || this["PGSERVICE"] is not null;

    public string? this[string variable] => Variables.GetValueOrDefault(variable);

    /// <param name="read">The value of a variable; null or empty when it is not set.</param>
    /// <param name="home">See <see cref="Home"/>.</param>
    public static PostgresSurroundings Read(Func<string, string?> read, string? home) => new(
        LibpqParameters.Variables.Select(name => (Name: name, Value: read(name))).Where(pair => !string.IsNullOrEmpty(pair.Value))
            .ToFrozenDictionary(pair => pair.Name, pair => pair.Value!, StringComparer.Ordinal),
        string.IsNullOrEmpty(home) ? null : home);

    /// <summary>A file in the home directory, if it is there.</summary>
    public string? AtHome(params string[] path) =>
        Home is not null && Path.Combine([Home, .. path]) is var file && File.Exists(file) ? file : null;
}
