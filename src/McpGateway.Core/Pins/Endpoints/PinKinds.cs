using McpGateway.Proxy.Pins;

namespace McpGateway.Core.Pins.Endpoints;

/// <summary>Names on the wire.</summary>
internal static class PinKinds
{
    public static string NameOf(DefinitionKind kind) => kind switch
    {
        DefinitionKind.Tool => "tool",
        DefinitionKind.Prompt => "prompt",
        DefinitionKind.Resource => "resource",
        DefinitionKind.ResourceTemplate => "resource_template",
        DefinitionKind.Instructions => "instructions",
    };

    public static DefinitionKind? Find(string? name) => name switch
    {
        null or "tool" => DefinitionKind.Tool,
        "prompt" => DefinitionKind.Prompt,
        "resource" => DefinitionKind.Resource,
        "resource_template" => DefinitionKind.ResourceTemplate,
        "instructions" => DefinitionKind.Instructions,
        _ => null,
    };

    public static string NameOf(PinState state) => state switch
    {
        PinState.Approved => "approved",
        PinState.Changed => "changed",
        PinState.New => "new",
        PinState.Rejected => "rejected",
    };
}
