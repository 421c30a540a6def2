using McpGateway.Core.Health;
using McpGateway.Core.Registry.Servers;
using McpGateway.Web.Components;

namespace McpGateway.Web.Pages.Servers;

/// <summary>Something about a server that a person should look at. Pure.</summary>
/// <param name="Severity">0 for an outage, up to <see cref="Least"/>; agents have the same scale.</param>
/// <param name="Tone">Class of a badge.</param>
/// <param name="Text">A few words.</param>
/// <param name="Reason">A sentence; empty when there is none.</param>
/// <param name="Tab">The tab of the server's page that says more.</param>
internal sealed record ServerIssue(int Severity, string Tone, string Text, string Reason, string Tab)
{
    public const int Least = 3;

    /// <summary>The worst first; empty when all is well.</summary>
    public static IReadOnlyList<ServerIssue> Of(ServerView view)
    {
        ArgumentNullException.ThrowIfNull(view);
        var issues = new List<ServerIssue>(2);
        if (view.Server.IsEnabled && IsDown(view.Health.Status))
        {
            issues.Add(new(0, "bad", "Down", ReasonOf(view), "overview"));
        }
        else if (view.Server.IsEnabled && WantsCredentials(view.Health))
        {
            issues.Add(new(2, "warn", view.Health.Status == HealthStatus.AuthExpired ? "Credential refused" : "Needs credentials",
                view.Health.Finding.Reason ?? "It answers that it wants a credential", view.MayModify ? "credentials" : "overview"));
        }

        if (view is { IsHeld: true, Server.IsEnabled: true } && issues.Count == 0)
        {
            issues.Add(new(2, "warn", "Waits for its scan", FailureText.Held, "security"));
        }

        if (view.ChangedTools > 0)
        {
            var tools = view.ChangedTools == 1 ? "1 definition" : $"{view.ChangedTools} definitions";
            issues.Add(new(Least, "warn", $"{tools} to review", "They say something else than what was approved", "tools"));
        }

        return issues;
    }

    /// <summary>For sorting: what needs a person most has the lowest number.</summary>
    public static int SeverityOf(ServerView view) =>
        Of(view) is [var worst, ..] ? worst.Severity
        : !view.Server.IsEnabled ? Least + 3
        : view.Health.Status is HealthStatus.Checking or HealthStatus.Unknown ? Least + 1
        : Least + 2;

    public static bool WantsCredentials(HealthView health) =>
        health.Status == HealthStatus.AuthExpired || (health.Status == HealthStatus.Healthy && health.Finding.NeedsCredentials);

    private static bool IsDown(string status) =>
        status is not (HealthStatus.Healthy or HealthStatus.Checking or HealthStatus.Unknown or HealthStatus.AuthExpired
            or HealthStatus.Disabled);

    private static string ReasonOf(ServerView view) => view.Health.Finding.Reason ?? FailureText.Of(view.Health.Status);
}
