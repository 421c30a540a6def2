using McpGateway.Core.Registry.Servers;
using McpGateway.Proxy.Pins;

namespace McpGateway.Web.Pages.Server;

/// <summary>Words for pinned definitions. Pure.</summary>
internal static class PinTexts
{
    public static string Of(PinState state) => state switch
    {
        PinState.Approved => "Approved",
        PinState.Changed => "Changed since approval",
        PinState.New => "New, not approved",
        PinState.Rejected => "Rejected",
    };

    public static string Of(DefinitionKind kind) => kind switch
    {
        DefinitionKind.Tool => "Tool",
        DefinitionKind.Prompt => "Prompt",
        DefinitionKind.Resource => "Resource",
        DefinitionKind.ResourceTemplate => "Resource template",
        DefinitionKind.Instructions => "Instructions",
    };

    /// <summary>What an option of the form says.</summary>
    public static string OfMode(string mode) => mode switch
    {
        PinMode.Off => "Off: whatever the server says counts as approved",
        PinMode.Warn => "Warn: offered, and marked for review",
        PinMode.Quarantine => "Quarantine: not offered until approved",
        PinMode.DisableServer => "Disable the server: and quarantine what changed",
        _ => mode,
    };

    public static string OfNew(string rule) => rule == NewDefinitions.Approve
        ? "Approve them as they come"
        : "Review them as changes";

    /// <summary>A name for people; instructions have none.</summary>
    public static string NameOf(UnapprovedDefinition definition) =>
        definition.Name.Length > 0 ? definition.Name : Of(definition.Kind);
}
