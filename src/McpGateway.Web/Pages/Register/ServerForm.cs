using McpGateway.Core.Registry.Servers;

namespace McpGateway.Web.Pages.Register;

/// <summary>What the fields of the form hold.</summary>
public sealed class ServerForm
{
    public string Name { get; set; } = "";

    public string Path { get; set; } = "";

    public string Description { get; set; } = "";

    /// <summary>Empty when nobody gave one. At a path that has another, a new one is registered beside it.</summary>
    public string Version { get; set; } = "";

    public string Url { get; set; } = "";

    public string Tags { get; set; } = "";

    public string License { get; set; } = "";

    public string Transport { get; set; } = ServerTransport.StreamableHttp;

    public string McpEndpoint { get; set; } = "";

    public string SseEndpoint { get; set; } = "";

    /// <summary>Empty for the gateway's own.</summary>
    public string PinMode { get; set; } = "";

    /// <summary>Empty for the gateway's own.</summary>
    public string NewDefinitions { get; set; } = "";

    public bool RecordsArguments { get; set; }

    public bool EnableAtOnce { get; set; } = true;

    public IList<HeaderField> Headers { get; } = [];

    internal static ServerForm Of(ServerRecord server, IEnumerable<string> headerNames)
    {
        var form = new ServerForm
        {
            Name = server.ServerName,
            Path = server.Path,
            Description = server.Description,
            Url = server.ProxyPassUrl ?? "",
            Tags = string.Join(", ", server.Tags),
            License = server.License,
            Transport = server.SupportedTransports switch { [] => ServerTransport.StreamableHttp, [var only] => only, _ => "both" },
            McpEndpoint = server.McpEndpoint ?? "",
            SseEndpoint = server.SseEndpoint ?? "",
            PinMode = server.PinMode ?? "",
            NewDefinitions = server.NewDefinitions ?? "",
            RecordsArguments = server.RecordsArguments,
            EnableAtOnce = server.IsEnabled,
        };
        foreach (var name in headerNames)
        {
            form.Headers.Add(new() { Name = name, IsStored = true });
        }

        return form;
    }

    /// <summary>The path that a name suggests.</summary>
    internal static string PathOf(string name)
    {
        var letters = name.ToLowerInvariant().Select(static letter => char.IsAsciiLetterOrDigit(letter) ? letter : '-');
        var slug = string.Join('-', string.Concat(letters).Split('-', StringSplitOptions.RemoveEmptyEntries));
        return slug.Length == 0 ? "" : "/" + slug;
    }

    internal ServerRegistration ToDraft() =>
        Apply(new() { Name = "", Description = "", Path = Path, ProxyPassUrl = null }) with { IsEnabled = EnableAtOnce };

    internal ServerRegistration Apply(ServerRegistration draft) => draft with
    {
        Name = Name.Trim(),
        Description = Description.Trim(),
        ProxyPassUrl = Url.Trim(),
        Tags = [.. Tags.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)],
        License = License.Trim().Length > 0 ? License.Trim() : "N/A",
        SupportedTransports = Transport == "both" ? [ServerTransport.StreamableHttp, ServerTransport.Sse] : [Transport],
        McpEndpoint = McpEndpoint.Trim().Length > 0 ? McpEndpoint.Trim() : draft.McpEndpoint,
        SseEndpoint = SseEndpoint.Trim().Length > 0 ? SseEndpoint.Trim() : draft.SseEndpoint,
        Version = Version.Trim().Length > 0 ? Version.Trim() : null,
        PinMode = PinMode,
        NewDefinitions = NewDefinitions,
        RecordsArguments = RecordsArguments,
        Headers = [.. Headers.Where(
            static header => header.Name.Trim().Length > 0).Select(static header => new ServerHeader(header.Name.Trim(), header.Sent))],
    };
}

/// <summary>A header as the form holds it. A stored value never comes here; an empty field keeps it.</summary>
public sealed class HeaderField
{
    /// <summary>Of the element that holds the name.</summary>
    internal string Id { get; } = $"header-{Guid.NewGuid():N}";

    public string Name { get; set; } = "";

    public string Value { get; set; } = "";

    public bool IsStored { get; set; }

    internal string Sent => IsStored && Value.Length == 0 ? HeaderValidator.Mask : Value;
}
