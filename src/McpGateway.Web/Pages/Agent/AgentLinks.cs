using McpGateway.Web.Components;

namespace McpGateway.Web.Pages.Agent;

/// <summary>Addresses of the pages about one agent.</summary>
internal static class AgentLinks
{
    public const string Register = "ui/register-agent";

    public static string To(string key, string tab = "overview", string? skill = null) =>
        PagePath.With($"ui/agent/{PagePath.Escape(key)}", ("tab", tab == "overview" ? null : tab), ("skill", skill));

    public static string Edit(string key) => $"ui/edit-agent/{PagePath.Escape(key)}";

    /// <summary>The agents that have a tag.</summary>
    public static string Tagged(string tag) => PagePath.With("ui/agents", ("tag", tag));
}
