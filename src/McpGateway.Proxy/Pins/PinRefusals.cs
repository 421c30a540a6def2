using McpGateway.Proxy.JsonRpc;
using McpGateway.Proxy.Protocol;

namespace McpGateway.Proxy.Pins;

/// <summary>Which messages name something that is withheld, and what is said of it.</summary>
public static class PinRefusals
{
    /// <summary>The first element of a body that may not go through, or null.</summary>
    internal static JsonRpcMessage? First(RoutePins pins, in JsonRpcBody body, out PinState state)
    {
        for (var index = 0; index < body.Count; index++)
        {
            var message = body[index];
            if (KindOf(message.Method) is { } kind && message.Target is { } name && pins.RefusalOf(kind, name) is { } refusal)
            {
                state = refusal;
                return message;
            }
        }

        state = PinState.Approved;
        return null;
    }

    /// <summary>What a method acts on, of what is pinned; null for any other method.</summary>
    public static DefinitionKind? KindOf(string method) => method switch
    {
        McpMethods.ToolsCall => DefinitionKind.Tool,
        McpMethods.PromptsGet => DefinitionKind.Prompt,
        McpMethods.ResourcesRead or McpMethods.ResourcesSubscribe => DefinitionKind.Resource,
        _ => null,
    };

    /// <summary>One sentence for people and models.</summary>
    public static string Sentence(DefinitionKind kind, string name, string server, PinState state) =>
        $"{Noun(kind)} '{name}' of '{server}' is quarantined: {Reason(state)}";

    private static string Noun(DefinitionKind kind) => kind switch
    {
        DefinitionKind.Tool => "Tool",
        DefinitionKind.Prompt => "Prompt",
        DefinitionKind.Resource => "Resource",
        DefinitionKind.ResourceTemplate => "Resource template",
        DefinitionKind.Instructions => "Text",
    };

    private static string Reason(PinState state) => state switch
    {
        PinState.New => "it was not there when the server's definitions were approved, and nobody has approved it since.",
        PinState.Changed => "its definition has changed since it was approved, and nobody has approved the change.",
        PinState.Rejected => "its definition was rejected.",
        PinState.Approved => "it was withheld.",
    };
}
