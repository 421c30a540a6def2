using McpGateway.Web.Components;

namespace McpGateway.Web.Pages.Agent;

/// <summary>Addresses of the pages about one agent.</summary>
internal static class AgentLinks
{
    public const string Register = "ui/register-agent";

    public static string To(string key, string tab = "overview", string? skill = null)
    {
        var query = (tab == "overview" ? "" : $"?tab={tab}") + (skill is null ? "" : $"&skill={Uri.EscapeDataString(skill)}");
        return $"ui/agent/{PagePath.Escape(key)}{query}";
    }

    public static string Edit(string key) => $"ui/edit-agent/{PagePath.Escape(key)}";
}
