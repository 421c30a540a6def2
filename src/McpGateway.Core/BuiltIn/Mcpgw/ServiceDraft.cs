using McpGateway.Core.Registry.Servers;

namespace McpGateway.Core.BuiltIn.Mcpgw;

/// <summary>Reads a registration from the arguments of a tool. The registry's own rules judge it afterwards.</summary>
internal static class ServiceDraft
{
    private const int MostTools = 100_000;

    public static ServerRegistration Read(ToolArguments arguments) => new()
    {
        Name = arguments.RequiredText("server_name"),
        Path = arguments.RequiredText("path"),
        ProxyPassUrl = arguments.RequiredText("proxy_pass_url"),
        Description = arguments.Text("description") ?? "",
        Tags = arguments.Texts("tags") ?? [],
        StatedTools = arguments.WholeNumber("num_tools", 0, 0, MostTools),
        StatedStars = arguments.WholeNumber("num_stars", 0, 0, 5),
        IsPython = arguments.Boolean("is_python", false),
        License = arguments.Text("license") ?? "N/A",
        AuthProvider = arguments.Text("auth_provider"),
        AuthType = arguments.Text("auth_type") ?? "none",
        SupportedTransports = arguments.Texts("supported_transports") ?? [ServerTransport.StreamableHttp],
        Headers = Headers(arguments),
        Tools = Tools(arguments),
    };

    private static IReadOnlyList<ServerHeader>? Headers(ToolArguments arguments)
    {
        if (arguments.Find("headers") is not { } value)
        {
            return null;
        }

        var headers = HeaderReader.Read(value);
        if (headers is null)
        {
            arguments.Refuse("""'headers' must be an array of objects such as [{"X-Api-Key":"value"}]""");
        }

        return headers;
    }

    private static IReadOnlyList<ToolRecord>? Tools(ToolArguments arguments)
    {
        if (arguments.Find("tool_list") is not { } value)
        {
            return null;
        }

        var tools = ToolListParser.Read(value);
        if (tools is null)
        {
            arguments.Refuse("'tool_list' must be an array of objects with a name");
        }

        return tools;
    }
}
