namespace McpGateway.Foundation;

/// <summary>Names of the registry permissions on agents, as scopes grant them in <c>ui_permissions</c>: <c>all</c> or paths.</summary>
public static class AgentPermissions
{
    public const string List = "list_agents";
    public const string Get = "get_agent";
    public const string Publish = "publish_agent";
    public const string Modify = "modify_agent";
    public const string Delete = "delete_agent";

    public static readonly IReadOnlyList<string> All = [List, Get, Publish, Modify, Delete];
}
