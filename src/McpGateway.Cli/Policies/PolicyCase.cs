namespace McpGateway.Cli.Policies;

/// <summary>An expectation: who may, or may not, use what.</summary>
/// <param name="Number">Its place in the list, from 1.</param>
/// <param name="Sentence">As a person would say it.</param>
/// <param name="Tool">Null for the server as a whole.</param>
internal sealed record PolicyCase(
    int Number, string Sentence, string? User, IReadOnlyList<string> Groups, IReadOnlyList<string> Scopes, string Server,
    string? Method, string? Tool, bool IsAllowed);

/// <summary>What became of a case.</summary>
/// <param name="Reason">Why the gateway would decide as it would.</param>
internal sealed record PolicyVerdict(PolicyCase Case, bool Holds, string Reason)
{
    /// <summary>The case could not be asked about, so nothing is known of the policy.</summary>
    public bool IsError { get; init; }
}
