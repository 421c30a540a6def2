using McpGateway.Core.Registry.Servers;
using McpGateway.Web.Pages.Agent;
using McpGateway.Web.Pages.Server;
using McpGateway.Web.Pages.Servers;

namespace McpGateway.Web.Pages.Dashboard;

/// <summary>The worst thing about a server or an agent, as the dashboard lists it. Pure.</summary>
/// <param name="Severity">0 for an outage, whatever is out; the other weights are those of the lists.</param>
/// <param name="Page">Address of its page.</param>
/// <param name="More">Address of where more is said of the issue.</param>
/// <param name="Since">Since when it is so; null where that is not known.</param>
internal sealed record DashboardIssue(
    int Severity, string Tone, string Text, string Reason, string Name, string Path, bool IsAgent, string Page, string More,
    DateTimeOffset? Since = null)
{
    public static DashboardIssue Of(ServerView view)
    {
        var worst = ServerIssue.Of(view)[0];
        return new(
            worst.Severity, worst.Tone, worst.Text, worst.Reason, view.Server.ServerName, view.Server.Key, IsAgent: false,
            ServerLinks.To(view.Server.Key), ServerLinks.To(view.Server.Key, worst.Tab));
    }

    public static DashboardIssue Of(AgentView view)
    {
        var worst = view.Issues[0];
        return new(
            worst.Severity, worst.Tone, worst.Text, worst.Reason, view.Entry.Card.Name, view.Agent.Path, IsAgent: true,
            AgentLinks.To(view.Agent.Path), AgentLinks.To(view.Agent.Path, worst.Tab));
    }
}
