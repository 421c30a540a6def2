using McpGateway.Access.Scopes;

namespace McpGateway.Access.Decisions;

/// <summary>Why a request is allowed or denied.</summary>
public sealed record AccessExplanation
{
    public required bool Allowed { get; init; }

    /// <summary>
    /// What the rules allow and is refused all the same, because nobody has approved the definition as it is now: <c>changed</c>,
    /// <c>new</c> or <c>rejected</c>. Null otherwise.
    /// </summary>
    public string? Quarantine { get; init; }

    /// <summary>
    /// What hides the server or agent from those who are asked about, whatever the rules say: its visibility (<c>private</c>,
    /// <c>group-restricted</c>) or <c>permissions</c> that they lack. Null when they see it.
    /// </summary>
    public string? HiddenBy { get; init; }

    /// <summary>One sentence for a person.</summary>
    public required string Reason { get; init; }

    public required string Server { get; init; }

    public required string? Method { get; init; }

    public required string? Tool { get; init; }

    /// <summary>The scopes asked about, unknown ones included.</summary>
    public required IReadOnlyList<string> Scopes { get; init; }

    /// <summary>Scopes among them that the policy does not know.</summary>
    public required IReadOnlyList<string> UnknownScopes { get; init; }

    /// <summary>Rules that allow the request; each of them alone is enough.</summary>
    public required IReadOnlyList<ExplainedRule> Matched { get; init; }

    /// <summary>Rules for this server that do not allow the request.</summary>
    public required IReadOnlyList<ExplainedRule> Considered { get; init; }
}

/// <summary>A rule and the scope that holds it.</summary>
public sealed record ExplainedRule(string Scope, ServerRule Rule);
