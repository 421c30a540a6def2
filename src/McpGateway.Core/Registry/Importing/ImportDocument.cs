using System.Text.Json;
using McpGateway.Core.Registry.Servers;
using McpGateway.Foundation;

namespace McpGateway.Core.Registry.Importing;

/// <summary>
/// Reads a server file of the Python product. Members that are missing get its defaults; members of the wrong type are reported, all of
/// them.
/// </summary>
internal sealed class ImportDocument(JsonElement root, IReadOnlyDictionary<string, bool> states)
{
    private readonly List<FieldProblem> _problems = [];

    public IReadOnlyList<FieldProblem> Problems => _problems;

    public string? Path { get; private set; }

    /// <returns>The draft; meaningless when there are <see cref="Problems"/>.</returns>
    public ServerRegistration Read()
    {
        if (root.ValueKind != JsonValueKind.Object)
        {
            _problems.Add(new("server", "Must be a JSON object"));
            return new() { Name = "", Description = "", Path = "", ProxyPassUrl = null };
        }

        Path = Text("path");
        return new()
        {
            Name = Required("server_name", Text("server_name")),
            Description = Text("description") ?? "",
            Path = Required("path", Path),
            ProxyPassUrl = Text("proxy_pass_url"),
            Tags = Texts("tags") ?? [],
            StatedTools = Number("num_tools") is { } tools && tools == Math.Truncate(tools) && Math.Abs(tools) < int.MaxValue
                ? (int)tools
                : 0,
            StatedStars = Number("num_stars") ?? 0,
            IsPython = Boolean("is_python") ?? false,
            License = Text("license") ?? "N/A",
            SupportedTransports = Texts("supported_transports") is { Count: > 0 } transports
                ? transports
                : [ServerTransport.StreamableHttp],
            AuthType = Text("auth_type") ?? "none",
            AuthProvider = Text("auth_provider"),
            McpEndpoint = Text("mcp_endpoint"),
            SseEndpoint = Text("sse_endpoint"),
            Transport = Text("transport"),
            Version = Text("version"),
            Visibility = Text("visibility"),
            AllowedGroups = Texts("allowed_groups"),
            Headers = Read("headers", HeaderReader.Read, "Must be an array of objects such as [{\"X-Api-Key\":\"value\"}]"),
            Tools = Read("tool_list", ToolListParser.Read, "Must be an array of tools, each with a name"),
            Ratings = Read("rating_details", Ratings, "Must be an array of objects with user and rating"),
            Meta = Member("_meta")?.Clone(),
            IsEnabled = StateOf(Path) ?? Boolean("is_enabled"),
        };
    }

    private bool? StateOf(string? path) =>
        path is not null && (states.TryGetValue(path, out var state) || states.TryGetValue(ServerPath.KeyOf(path), out state))
            ? state
            : null;

    private JsonElement? Member(string name) =>
        root.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    private string Required(string name, string? value)
    {
        if (string.IsNullOrWhiteSpace(value) && _problems.All(problem => problem.Field != name))
        {
            _problems.Add(new(name, "Field required"));
        }

        return value ?? "";
    }

    private string? Text(string name) => Of<string>(name, JsonValueKind.String, value => value.GetString(), "Must be a text");

    private double? Number(string name) => Member(name) is { } value
        ? value.ValueKind == JsonValueKind.Number && double.IsFinite(value.GetDouble())
            ? value.GetDouble()
            : Wrong<double?>(name, "Must be a number")
        : null;

    private bool? Boolean(string name) => Member(name) is { } value
        ? value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean() : Wrong<bool?>(name, "Must be true or false")
        : null;

    private IReadOnlyList<string>? Texts(string name) => Read(name, AllTexts, "Must be an array of texts");

    private T? Of<T>(string name, JsonValueKind kind, Func<JsonElement, T?> read, string message)
        where T : class => Member(name) is { } value ? value.ValueKind == kind ? read(value) : Wrong<T>(name, message) : null;

    private T? Read<T>(string name, Func<JsonElement, T?> read, string message)
        where T : class => Member(name) is { } value ? read(value) ?? Wrong<T>(name, message) : null;

    private T? Wrong<T>(string name, string message)
    {
        _problems.Add(new(name, message));
        return default;
    }

    private static IReadOnlyList<string>? AllTexts(JsonElement value) =>
        value.ValueKind == JsonValueKind.Array && value.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String)
            ? [.. value.EnumerateArray().Select(item => item.GetString()!)]
            : null;

    private static IReadOnlyList<StoredRating>? Ratings(JsonElement value) =>
        value.ValueKind == JsonValueKind.Array && value.EnumerateArray().All(IsRating)
            ? [.. value.EnumerateArray().Select(
                item => new StoredRating(item.GetProperty("user").GetString()!, item.GetProperty("rating").GetInt32()))]
            : null;

    private static bool IsRating(JsonElement item) =>
        item.ValueKind == JsonValueKind.Object
        && item.TryGetProperty("user", out var user) && user.ValueKind == JsonValueKind.String
        && item.TryGetProperty("rating", out var rating) && rating.ValueKind == JsonValueKind.Number && rating.TryGetInt32(out _);
}
