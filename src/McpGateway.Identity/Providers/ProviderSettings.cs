namespace McpGateway.Identity.Providers;

/// <summary>
/// One provider before it is judged: fields by the names of <c>oauth2_providers.yml</c>, whatever they came from, and for each the
/// configuration key that problems name.
/// </summary>
internal sealed class ProviderSettings(string name, ProviderKind kind)
{
    private readonly Dictionary<string, (string Value, string Key)> _fields = new(StringComparer.Ordinal);

    public string Name { get; } = name;

    public ProviderKind Kind { get; set; } = kind;

    public bool IsEnabled { get; set; }

    /// <summary>Sets a field. Empty values leave it as it is.</summary>
    public void Set(string field, string? value, string key)
    {
        if (!string.IsNullOrWhiteSpace(value))
        {
            _fields[field] = (value.Trim(), key);
        }
        else if (!_fields.ContainsKey(field))
        {
            _fields[field] = ("", key);
        }
    }

    public string? Text(string field) => _fields.TryGetValue(field, out var found) && found.Value.Length > 0 ? found.Value : null;

    /// <summary>The configuration key of a field.</summary>
    public string KeyOf(string field) => _fields.TryGetValue(field, out var found) ? found.Key : $"providers.{Name}.{field}";

    public IReadOnlyList<string> Words(string field) =>
        Text(field)?.Split([' ', ','], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];
}
