using McpGateway.Core.Registry.Servers;
using McpGateway.Foundation.Http.OpenApi;

namespace McpGateway.Core.Registry.Endpoints;

/// <summary>The registry's forms, as the API document describes them.</summary>
internal static class ServerForms
{
    private static readonly FormField[] Stated =
    [
        new("name", FormFieldKind.Text, IsRequired: true, "Display name"),
        new("proxy_pass_url", FormFieldKind.Text, IsRequired: true, "Upstream address, http or https"),
        new("tags", FormFieldKind.Text, IsRequired: false, "Separated by commas"),
        new("num_tools", FormFieldKind.WholeNumber, IsRequired: false),
        new("num_stars", FormFieldKind.Number, IsRequired: false),
        new("is_python", FormFieldKind.Boolean, IsRequired: false),
        new("license", FormFieldKind.Text, IsRequired: false),
        new("auth_type", FormFieldKind.Text, IsRequired: false, "none, oauth, api-key, …"),
        new("auth_provider", FormFieldKind.Text, IsRequired: false),
        new(
            "supported_transports",
            FormFieldKind.Text,
            IsRequired: false,
            "JSON array, comma-separated list or repeated field: "
            + $"{ServerTransport.StreamableHttp}, {ServerTransport.Sse}, {ServerTransport.Stdio}"),
        new("headers", FormFieldKind.Text, IsRequired: false,
            """JSON array such as [{"X-Api-Key":"value"}]; stored encrypted, never shown; ******** keeps a stored value"""),
        new("mcp_endpoint", FormFieldKind.Text, IsRequired: false),
        new("sse_endpoint", FormFieldKind.Text, IsRequired: false),
        new(
            "visibility", FormFieldKind.Text, IsRequired: false,
            $"Who sees it of those whom rules allow it: {string.Join(", ", ItemVisibility.All)}; left out: as it is, at first public"),
        new(
            "allowed_groups", FormFieldKind.Text, IsRequired: false,
            "Groups that see a group-restricted server: JSON array, comma-separated list or repeated field"),
        new(
            "pin_mode", FormFieldKind.Text, IsRequired: false,
            $"What happens when a definition changes: {string.Join(", ", PinMode.All)}; empty for the gateway's own"),
        new(
            "new_definitions", FormFieldKind.Text, IsRequired: false,
            $"What happens when there are new ones: {string.Join(", ", NewDefinitions.All)}; empty for the gateway's own"),
        new(
            "record_arguments", FormFieldKind.Boolean, IsRequired: false,
            "Whether the arguments of calls are recorded, without secrets; left out: as it is, at first false"),
    ];

    public static readonly FormDescription Register = new(
    [
        new("path", FormFieldKind.Text, IsRequired: true, "Public path, for instance /team/github"),
        new("description", FormFieldKind.Text, IsRequired: true),
        .. Stated,
        new(
            "version", FormFieldKind.Text, IsRequired: false,
            "Version of the server; at a path that has another one it is registered beside it, and chosen by X-MCP-Server-Version"),
        new("tool_list_json", FormFieldKind.Text, IsRequired: false, "JSON array of tools"),
        new("overwrite", FormFieldKind.Boolean, IsRequired: false, "Whether a registered server may be replaced; default true"),
    ]);

    public static readonly FormDescription Edit = new([new("description", FormFieldKind.Text, IsRequired: false), .. Stated]);

    public static readonly FormDescription Toggle = new(
    [
        new("path", FormFieldKind.Text, IsRequired: false, "Path of the server; service_path is understood too"),
        new("service_path", FormFieldKind.Text, IsRequired: false),
        new("new_state", FormFieldKind.Boolean, IsRequired: false, "Flips the state when absent"),
    ]);

    public static readonly FormDescription LegacyToggle = new(
        [new("enabled", FormFieldKind.Text, IsRequired: false, "on, or anything else for off")]);

    public static readonly FormDescription Path = new([new("path", FormFieldKind.Text, IsRequired: true)]);

    public static readonly FormDescription ServicePath = new([new("service_path", FormFieldKind.Text, IsRequired: true)]);
}
