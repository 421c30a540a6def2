using McpGateway.Foundation;

namespace McpGateway.Core.Registry.Servers;

/// <summary>Judges a draft as a whole and reports everything that is wrong with it, field by field.</summary>
internal static class ServerValidator
{
    private const int MaxName = 200;
    private const int MaxDescription = 10_000;
    private const int MaxShortText = 200;
    private const int MaxTags = 50;
    private const int MaxTag = 64;
    private const int MaxTools = 5_000;
    private const int MaxMeta = 64 * 1024;

    private static readonly string[] Transports = [ServerTransport.StreamableHttp, ServerTransport.Sse, ServerTransport.Stdio];

    /// <param name="ownAddress">The address inside the process that this server has; null for one that runs elsewhere.</param>
    public static IReadOnlyList<FieldProblem> ProblemsOf(ServerRegistration draft, string? ownAddress) =>
    [
        .. ServerPath.ProblemsOf(draft.Path).Select(problem => new FieldProblem("path", problem)),
        .. Text("name", draft.Name, MaxName, isRequired: true),
        .. Text("description", draft.Description, MaxDescription, isRequired: false, allowsLines: true),
        .. Upstream(draft, ownAddress),
        .. Url("mcp_endpoint", draft.McpEndpoint),
        .. Url("sse_endpoint", draft.SseEndpoint),
        .. Tags(draft.Tags),
        .. TransportProblems(draft),
        .. Text("license", draft.License, MaxShortText, isRequired: false),
        .. Text("auth_type", draft.AuthType, MaxShortText, isRequired: true),
        .. Text("auth_provider", draft.AuthProvider ?? "", MaxShortText, isRequired: false),
        .. HeaderValidator.ProblemsOf(draft.Headers ?? []).Select(problem => new FieldProblem("headers", problem)),
        .. Numbers(draft),
        .. Tools(draft.Tools ?? []),
        .. Ratings(draft.Ratings ?? []),
        .. Meta(draft),
        .. Pinning(draft),
        .. draft.Version is { } version && ServerVersions.ProblemOf(version) is { } problem ? [new FieldProblem("version", problem)]
            : Array.Empty<FieldProblem>(),
    ];

    private static IEnumerable<FieldProblem> Pinning(ServerRegistration draft)
    {
        if (draft.PinMode is { Length: > 0 } mode && !PinMode.IsKnown(mode))
        {
            yield return new("pin_mode", $"Must be empty or one of: {string.Join(", ", PinMode.All)}");
        }

        if (draft.NewDefinitions is { Length: > 0 } rule && !NewDefinitions.IsKnown(rule))
        {
            yield return new("new_definitions", $"Must be empty or one of: {string.Join(", ", NewDefinitions.All)}");
        }
    }

    private static IEnumerable<FieldProblem> Upstream(ServerRegistration draft, string? ownAddress)
    {
        if (draft.ProxyPassUrl is null)
        {
            return draft.SupportedTransports is [ServerTransport.Stdio]
                ? []
                : [new("proxy_pass_url", "A server that is reached over HTTP needs a URL, for instance https://host.example/mcp")];
        }

        // Only the product's own servers have an address inside the process; nobody else may name one.
        return ownAddress is not null && ownAddress == draft.ProxyPassUrl ? [] : Url("proxy_pass_url", draft.ProxyPassUrl);
    }

    private static IEnumerable<FieldProblem> Url(string field, string? url) =>
        string.IsNullOrEmpty(url) ? [] : ServerUrl.ProblemsOf(url).Select(problem => new FieldProblem(field, problem));

    private static IEnumerable<FieldProblem> Text(string field, string value, int maximum, bool isRequired, bool allowsLines = false)
    {
        if (isRequired && string.IsNullOrWhiteSpace(value))
        {
            yield return new(field, "Must not be blank");
        }

        if (value.Length > maximum)
        {
            yield return new(field, $"Must not be longer than {maximum} characters");
        }

        if (value.Any(character => char.IsControl(character) && !(allowsLines && character is '\n' or '\r' or '\t')))
        {
            yield return new(field, "Must not contain control characters");
        }
    }

    private static IEnumerable<FieldProblem> Tags(IReadOnlyList<string> tags)
    {
        if (tags.Count > MaxTags)
        {
            yield return new("tags", $"At most {MaxTags} tags");
        }

        foreach (var problem in tags.SelectMany(tag => Text("tags", tag, MaxTag, isRequired: true)).Distinct())
        {
            yield return problem;
        }
    }

    private static IEnumerable<FieldProblem> TransportProblems(ServerRegistration draft)
    {
        if (draft.SupportedTransports.Count == 0 || draft.SupportedTransports.Any(transport => !Transports.Contains(transport)))
        {
            yield return new("supported_transports", $"Must name one or more of: {string.Join(", ", Transports)}");
        }

        if (draft.Transport is { Length: > 0 } preferred && !Transports.Contains(preferred))
        {
            yield return new("transport", $"Must be one of: {string.Join(", ", Transports)}");
        }
    }

    private static IEnumerable<FieldProblem> Numbers(ServerRegistration draft)
    {
        if (draft.StatedTools is < 0 or > MaxTools)
        {
            yield return new("num_tools", $"Must be between 0 and {MaxTools}");
        }

        if (draft.StatedStars is not (>= 0 and <= 5))
        {
            yield return new("num_stars", "Must be between 0 and 5");
        }
    }

    private static IEnumerable<FieldProblem> Tools(IReadOnlyList<ToolRecord> tools)
    {
        if (tools.Count > MaxTools)
        {
            yield return new("tool_list_json", $"At most {MaxTools} tools");
        }

        if (tools.DistinctBy(tool => tool.Name, StringComparer.Ordinal).Count() != tools.Count)
        {
            yield return new("tool_list_json", "Tool names must be unique");
        }

        foreach (var problem in tools.SelectMany(tool => Text("tool_list_json", tool.Name, MaxShortText, isRequired: true)).Distinct())
        {
            yield return problem with { Message = $"A tool name: {problem.Message}" };
        }
    }

    private static IEnumerable<FieldProblem> Ratings(IReadOnlyList<StoredRating> ratings)
    {
        if (ratings.Any(rating => rating.Rating is < 1 or > 5 || string.IsNullOrWhiteSpace(rating.User)))
        {
            yield return new("rating_details", "Each rating needs a user and a value between 1 and 5");
        }
    }

    private static IEnumerable<FieldProblem> Meta(ServerRegistration draft)
    {
        if (draft.Meta is { } meta && meta.GetRawText().Length > MaxMeta)
        {
            yield return new("_meta", $"Must not be larger than {MaxMeta} characters");
        }
    }
}
