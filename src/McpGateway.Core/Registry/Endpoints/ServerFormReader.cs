using System.Text.Json;
using McpGateway.Core.Registry.Servers;
using McpGateway.Foundation.Http;

namespace McpGateway.Core.Registry.Endpoints;

/// <summary>
/// Reads a registration form. What existing clients send in a form that cannot be understood (header names without values, text that is not
/// JSON) is left out as they expect, but the answer says so; what is understood and wrong is refused later, by the rules.
/// </summary>
internal static class ServerFormReader
{
    public static ServerRegistration ReadDraft(FormFields fields)
    {
        var warnings = new List<string>();
        return new ServerRegistration
        {
            Name = fields.RequiredText("name"),
            Description = fields.RequiredText("description"),
            Path = fields.RequiredText("path"),
            ProxyPassUrl = fields.RequiredText("proxy_pass_url"),
            Tags = Split(fields.Text("tags", "")),
            StatedTools = fields.WholeNumber("num_tools", 0),
            StatedStars = fields.Number("num_stars", 0),
            IsPython = fields.Boolean("is_python", false),
            License = fields.Text("license", "N/A"),
            SupportedTransports = Transports(fields, warnings) ?? [ServerTransport.StreamableHttp],
            AuthType = fields.Text("auth_type", "none"),
            AuthProvider = fields.Find("auth_provider"),
            McpEndpoint = fields.Find("mcp_endpoint"),
            SseEndpoint = fields.Find("sse_endpoint"),
            PinMode = fields.Find("pin_mode"),
            NewDefinitions = fields.Find("new_definitions"),
            RecordsArguments = fields.OptionalBoolean("record_arguments"),
            Version = fields.Find("version"),
            Visibility = fields.Find("visibility"),
            AllowedGroups = Groups(fields),
            Headers = Headers(fields, warnings),
            Tools = Tools(fields, warnings),
            Warnings = warnings,
        };
    }

    /// <summary>The edit form: its fields replace, and the optional ones that it leaves out keep what is stored.</summary>
    public static Func<ServerRegistration, ServerRegistration> ReadEdit(FormFields fields)
    {
        var warnings = new List<string>();
        var (name, url) = (fields.RequiredText("name"), fields.RequiredText("proxy_pass_url"));
        var (description, tags) = (fields.Text("description", ""), Split(fields.Text("tags", "")));
        var (tools, stars) = (fields.WholeNumber("num_tools", 0), fields.Number("num_stars", 0));
        var (isPython, license) = (fields.Boolean("is_python", false), fields.Text("license", "N/A"));
        var (transports, headers) = (Transports(fields, warnings), Headers(fields, warnings));
        return draft => draft with
        {
            Name = name,
            ProxyPassUrl = url,
            Description = description,
            Tags = tags,
            StatedTools = tools,
            StatedStars = stars,
            IsPython = isPython,
            License = license,
            SupportedTransports = transports ?? draft.SupportedTransports,
            AuthType = fields.Text("auth_type", draft.AuthType),
            AuthProvider = fields.Find("auth_provider"),
            McpEndpoint = fields.Find("mcp_endpoint"),
            SseEndpoint = fields.Find("sse_endpoint"),
            PinMode = fields.Find("pin_mode"),
            NewDefinitions = fields.Find("new_definitions"),
            RecordsArguments = fields.OptionalBoolean("record_arguments"),
            Visibility = fields.Find("visibility"),
            AllowedGroups = Groups(fields),
            Headers = headers,
            Warnings = warnings,
        };
    }

    /// <summary>A JSON array, a comma-separated list, or the field repeated.</summary>
    private static string[]? Groups(FormFields fields)
    {
        var values = fields.All("allowed_groups");
        return values.Count == 0 ? null
            : (values is [var single] ? ArrayOf(single) : null) ?? [.. values.SelectMany(Split)];
    }

    /// <inheritdoc cref="Groups"/>
    private static string[]? Transports(FormFields fields, List<string> warnings)
    {
        var values = fields.All("supported_transports");
        if (values is not [var single] || !single.TrimStart().StartsWith('['))
        {
            return values.Count == 0 ? null : [.. values.SelectMany(Split)];
        }

        if (ArrayOf(single) is { } transports)
        {
            return transports;
        }

        warnings.Add("supported_transports is not a JSON array of texts and was left out");
        return null;
    }

    /// <summary>The texts of a JSON array of texts; null for anything else.</summary>
    private static string[]? ArrayOf(string text) =>
        JsonBody.ParseStrict(text) is { ValueKind: JsonValueKind.Array } list
        && list.EnumerateArray().All(static item => item.ValueKind == JsonValueKind.String)
            ? [.. list.EnumerateArray().Select(static item => item.GetString()!)]
            : null;

    private static IReadOnlyList<ServerHeader>? Headers(FormFields fields, List<string> warnings)
    {
        var values = fields.All("headers");
        if (values.Count == 0)
        {
            return null;
        }

        if (values is [var single] && JsonBody.ParseStrict(single) is { } value && HeaderReader.Read(value) is { } headers)
        {
            return headers;
        }

        warnings.Add("""headers is not a JSON array of objects such as [{"X-Api-Key":"value"}] and was left out""");
        return null;
    }

    private static IReadOnlyList<ToolRecord>? Tools(FormFields fields, List<string> warnings)
    {
        if (fields.Find("tool_list_json") is not { } text)
        {
            return null;
        }

        if (JsonBody.ParseStrict(text) is { } value && ToolListParser.Read(value) is { } tools)
        {
            return tools;
        }

        warnings.Add("tool_list_json is not a JSON array of tools and was left out");
        return null;
    }

    private static string[] Split(string list) => list.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}
