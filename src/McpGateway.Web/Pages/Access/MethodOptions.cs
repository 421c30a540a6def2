using McpGateway.Proxy.Protocol;
using McpGateway.Web.Components.Picking;

namespace McpGateway.Web.Pages.Access;

/// <summary>Methods that a rule may name. Pure.</summary>
internal static class MethodOptions
{
    public static readonly IReadOnlyList<PickOption> All =
    [
        new("*", "everything"),
        new(McpMethods.ToolsList, "see the tools"),
        new(McpMethods.ToolsCall, "call the tools that the rule names"),
        new(McpMethods.ResourcesList, "see the resources"),
        new(McpMethods.ResourceTemplatesList, "see the patterns of resources"),
        new(McpMethods.ResourcesRead, "read resources"),
        new(McpMethods.ResourcesSubscribe, "hear of changed resources"),
        new(McpMethods.PromptsList, "see the prompts"),
        new(McpMethods.PromptsGet, "read prompts"),
        new(McpMethods.CompletionComplete, "have arguments completed"),
        new(McpMethods.LoggingSetLevel, "choose what the server logs"),
        new(McpMethods.TasksList, "see tasks"),
        new(McpMethods.TasksGet, "ask for a task"),
        new(McpMethods.TasksResult, "read what a task brought"),
        new(McpMethods.TasksCancel, "end a task"),
        new(A2aMethods.SendMessage, "talk to an agent"),
        new(A2aMethods.SendStreamingMessage, "talk to an agent and hear it at once"),
    ];
}
