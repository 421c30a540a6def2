using McpGateway.Core.Discovery.Search;
using McpGateway.Core.Registry.Servers;
using McpGateway.Web.Pages.Agent;
using McpGateway.Web.Pages.Server;

namespace McpGateway.Web.Pages.Search;

/// <summary>One hit as the page shows it, whatever its kind. Pure.</summary>
public sealed record FoundItemView(string Name, string Description, double Relevance, FoundWhy? Why)
{
    /// <summary>Its own page; null when it has none.</summary>
    public string? Href { get; init; }

    /// <summary>What it belongs to, and that one's page; null when it stands for itself.</summary>
    public (string Name, string Href)? Owner { get; init; }

    /// <summary>Where it can be tried.</summary>
    public string? TryHref { get; init; }

    /// <summary>Whether the name is one that programs use.</summary>
    public bool IsCode { get; init; }

    public static FoundItemView Of(FoundTool tool)
    {
        var key = ServerPath.KeyOf(tool.ServerPath);
        return new(tool.ToolName, tool.Description, tool.Relevance, tool.Why)
        {
            Href = ServerLinks.To(key, "tools", tool.ToolName),
            Owner = (tool.ServerName, ServerLinks.To(key)),
            TryHref = ServerLinks.To(key, "try", tool.ToolName),
            IsCode = true,
        };
    }

    public static FoundItemView Of(FoundItem item) => new(item.Key, item.Description, item.Relevance, item.Why)
    {
        Owner = (item.ServerName, ServerLinks.To(ServerPath.KeyOf(item.ServerPath))),
        IsCode = true,
    };

    public static FoundItemView Of(FoundServer server) => new(server.ServerName, server.Description, server.Relevance, server.Why)
    {
        Href = ServerLinks.To(ServerPath.KeyOf(server.Path)),
    };

    public static FoundItemView Of(FoundAgent agent) => new(agent.Entry.Card.Name, agent.Entry.Card.Description, agent.Relevance, agent.Why)
    {
        Href = AgentLinks.To(agent.Entry.Agent.Path),
    };

    public static FoundItemView Of(FoundAgentSkill found) => new(found.Skill.Name, found.Skill.Description, found.Relevance, found.Why)
    {
        Href = AgentLinks.To(found.Entry.Agent.Path, "skills", found.Skill.Id),
        Owner = (found.Entry.Card.Name, AgentLinks.To(found.Entry.Agent.Path)),
    };
}
