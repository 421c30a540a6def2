using McpGateway.Core.Agents;
using McpGateway.Core.Agents.Directory;
using McpGateway.Core.Health;
using McpGateway.Core.Registry.Servers;

namespace McpGateway.Web.Pages.Agent;

/// <summary>An agent and how it is, as lists and pages show it. Pure.</summary>
public sealed record AgentView(AgentEntry Entry, HealthView Health)
{
    public AgentDocument Agent => Entry.Agent;

    /// <summary>Why somebody should look, the worst first; empty when all is well, or the agent is switched off.</summary>
    public IReadOnlyList<AgentIssue> Issues { get; } = [.. IssuesOf(Entry, Health)];

    /// <summary>For sorting: what needs a person most has the lowest number.</summary>
    public int Severity =>
        Issues is [var worst, ..] ? worst.Severity
        : !Agent.IsEnabled ? AgentIssue.Least + 3
        : Health.Status is HealthStatus.Checking or HealthStatus.Unknown ? AgentIssue.Least + 1
        : AgentIssue.Least + 2;

    public static AgentView Of(AgentQueries queries, AgentEntry entry)
    {
        ArgumentNullException.ThrowIfNull(queries);
        ArgumentNullException.ThrowIfNull(entry);
        return new(entry, queries.HealthOf(entry.Agent));
    }

    private static IEnumerable<AgentIssue> IssuesOf(AgentEntry entry, HealthView health)
    {
        var agent = entry.Agent;
        if (agent.IsEnabled && IsDown(health.Status))
        {
            yield return new(0, "bad", "Down", health.Finding.Reason ?? health.Status, "overview");
        }

        if (agent.Signature.State == SignatureState.Invalid)
        {
            yield return new(1, "bad", "Signature does not fit", agent.Signature.Reason ?? "", "card");
        }

        if (agent.IsEnabled && (health.Finding.NeedsCredentials || health.Status == HealthStatus.AuthExpired))
        {
            yield return new(2, "warn", "Needs credentials", health.Finding.Reason ?? "It answers that it wants a credential", "overview");
        }

        if (entry is { IsHeld: true, Agent.IsEnabled: true })
        {
            yield return new(2, "warn", "Not offered yet", "Its card was not scanned yet", "security");
        }

        if (agent.Pending is not null)
        {
            yield return new(AgentIssue.Least, "warn", "Card changed", "It shows another card than the approved one", "card");
        }
    }

    private static bool IsDown(string status) =>
        status is not (HealthStatus.Healthy or HealthStatus.Checking or HealthStatus.Unknown or HealthStatus.AuthExpired
            or HealthStatus.Disabled);
}

/// <summary>Something about an agent that a person should look at.</summary>
/// <param name="Severity">0 for the worst, up to <see cref="Least"/>.</param>
/// <param name="Tone">Class of a badge.</param>
/// <param name="Text">A few words.</param>
/// <param name="Reason">A sentence; empty when there is none.</param>
/// <param name="Tab">The tab of the agent's page that says more.</param>
public sealed record AgentIssue(int Severity, string Tone, string Text, string Reason, string Tab)
{
    public const int Least = 3;
}
