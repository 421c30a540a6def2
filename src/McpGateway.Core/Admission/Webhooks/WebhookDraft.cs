using System.Text.Json;
using McpGateway.Core.Registry.Admission;
using McpGateway.Core.Registry.Servers;
using McpGateway.Foundation;

namespace McpGateway.Core.Admission.Webhooks;

/// <summary>What an administrator states about a webhook.</summary>
public sealed record WebhookDraft
{
    private const int MaxName = 100;
    private const int ShortestSecret = 16;
    private const int LongestSecret = 256;

    public required string Name { get; init; }

    public required string Url { get; init; }

    public required IReadOnlyList<string> Events { get; init; }

    /// <summary>The key of the signatures; null keeps the stored one, and makes one for a new webhook.</summary>
    public string? Secret { get; init; }

    public string? AuthHeader { get; init; }

    /// <summary>Null keeps the stored value.</summary>
    public string? AuthValue { get; init; }

    public bool IsEnabled { get; init; } = true;

    /// <summary>Reads a body; null when it is not an object whose members have the right types.</summary>
    internal static WebhookDraft? Read(JsonElement body)
    {
        string[] texts = ["name", "url", "secret", "auth_header", "auth_value"];
        if (body.ValueKind != JsonValueKind.Object
            || Array.Exists(texts, name => !IsTextOrNothing(body, name))
            || (body.TryGetProperty("enabled", out var enabled) && enabled.ValueKind is not (JsonValueKind.True or JsonValueKind.False)))
        {
            return null;
        }

        IReadOnlyList<string> events = RegistryEventTypes.All;
        if (body.TryGetProperty("events", out var list))
        {
            if (list.ValueKind != JsonValueKind.Array || list.EnumerateArray().Any(static item => item.ValueKind != JsonValueKind.String))
            {
                return null;
            }

            events = [.. list.EnumerateArray().Select(static item => item.GetString()!).Distinct(StringComparer.Ordinal)];
        }

        return new()
        {
            Name = body.TextOf("name")?.Trim() ?? "",
            Url = body.TextOf("url")?.Trim() ?? "",
            Events = events,
            Secret = body.TextOf("secret"),
            AuthHeader = body.TextOf("auth_header") is { Length: > 0 } header ? header : null,
            AuthValue = body.TextOf("auth_value"),
            IsEnabled = !body.TryGetProperty("enabled", out var stated) || stated.ValueKind == JsonValueKind.True,
        };
    }

    internal static IEnumerable<FieldProblem> ProblemsOf(WebhookDraft draft)
    {
        if (draft.Name.Length is 0 or > MaxName || draft.Name.Any(char.IsControl))
        {
            yield return new("name", $"Must have 1 to {MaxName} characters, and no control characters");
        }

        foreach (var problem in ServerUrl.ProblemsOf(draft.Url))
        {
            yield return new("url", problem);
        }

        if (draft.Events.Count == 0 || draft.Events.Any(static type => !RegistryEventTypes.All.Contains(type)))
        {
            yield return new("events", $"Must name one or more of: {string.Join(", ", RegistryEventTypes.All)}");
        }

        if (draft.Secret is { Length: < ShortestSecret or > LongestSecret })
        {
            yield return new("secret", $"Must have {ShortestSecret} to {LongestSecret} characters");
        }

        if (draft.AuthHeader is not null)
        {
            // The value is left out where the stored one stays.
            foreach (var problem in HeaderValidator.ProblemsOf([new(draft.AuthHeader, draft.AuthValue ?? "")]))
            {
                yield return new("auth_header", problem);
            }
        }
    }

    private static bool IsTextOrNothing(JsonElement body, string name) =>
        !body.TryGetProperty(name, out var value) || value.ValueKind is JsonValueKind.String or JsonValueKind.Null;
}
