using McpGateway.Foundation.Secrets;

namespace McpGateway.Storage.Sql;

/// <summary>
/// What <c>store_state.key_check</c> says: one-way derivatives of the master keys under which something in the store may be sealed, or that
/// the store is not complete. A start needs all of the keys. What a release does not understand here, it refuses to start on.
/// </summary>
internal sealed record KeyCheck
{
    private const string Purpose = "storage.key-check";
    private const string IncompleteMark = "incomplete: ";
    private const string Read = "SELECT key_check FROM store_state WHERE id = 1";
    private const string Write = "UPDATE store_state SET key_check = @check WHERE id = 1";

    /// <summary>Newest first; empty in a store that was never opened.</summary>
    public IReadOnlyList<string> Keys { get; private init; } = [];

    /// <summary>What was filling the store and did not come to its end; null when the store is whole.</summary>
    public string? Incomplete { get; private init; }

    public static KeyCheck Of(params IReadOnlyList<string> keys) => new() { Keys = keys };

    /// <param name="what">The operation that fills the store.</param>
    public static KeyCheck Filling(string what) => new() { Incomplete = what };

    /// <summary>The derivatives of a protector's keys, the one that protects first.</summary>
    public static IReadOnlyList<string> ChecksOf(ISecretProtector protector) =>
        [.. protector.DeriveKeys(Purpose).Select(Convert.ToHexString).Distinct(StringComparer.Ordinal)];

    public static KeyCheck Parse(string? text) => text switch
    {
        null => new(),
        _ when text.StartsWith(IncompleteMark, StringComparison.Ordinal) => Filling(text[IncompleteMark.Length..]),
        _ => Of(text.Split(' ', StringSplitOptions.RemoveEmptyEntries)),
    };

    public static async Task<KeyCheck> ReadAsync(SqlSession session, CancellationToken cancellationToken) =>
        await session.ReadAsync(Read, static reader => reader.IsDBNull(0) ? null : reader.GetString(0), cancellationToken) is [var text]
            ? Parse(text)
            : throw new InvalidDataException("The store has no state: it is being restored, or was damaged from outside.");

    public Task WriteAsync(SqlSession session, CancellationToken cancellationToken) =>
        session.ExecuteAsync(Write, cancellationToken, ("@check", ToString()));

    /// <summary>The check with the key that protects, where every key that the store needs is known.</summary>
    /// <returns>Null when there is nothing to add, or a key is not known.</returns>
    public KeyCheck? Joined(IReadOnlyList<string> checks) =>
        Keys.Contains(checks[0]) || !IsKnownTo(checks) ? null : Of([checks[0], .. Keys]);

    /// <summary>Whether the store is whole and needs no other key than these.</summary>
    public bool IsKnownTo(IReadOnlyList<string> checks) => Incomplete is null && Keys.All(checks.Contains);

    public override string ToString() => Incomplete is { } what ? IncompleteMark + what : string.Join(' ', Keys);
}
