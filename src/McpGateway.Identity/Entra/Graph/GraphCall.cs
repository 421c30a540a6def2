using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace McpGateway.Identity.Entra.Graph;

/// <summary>One call to Graph.</summary>
/// <param name="Path">Below the version, each part escaped: <c>users/…</c>. An absolute address is a further page.</param>
/// <param name="Permission">The application permission that the call needs, for whoever has to grant it.</param>
internal sealed record GraphCall(HttpMethod Method, string Path, string Permission)
{
    /// <summary>What messages call it. Further pages of a list are still that list.</summary>
    public string Name { get; } = $"{Method} {Path.Split('?', '/')[0]}";

    public byte[]? Body { get; init; }

    /// <summary>
    /// It concerns something that was made just now, which parts of the directory may not know yet: "not found" is asked again for a while.
    /// </summary>
    public bool IsAboutSomethingNew { get; init; }

    public static GraphCall Get(string path, string permission) => new(HttpMethod.Get, path, permission);

    public static GraphCall Delete(string path, string permission) => new(HttpMethod.Delete, path, permission);

    public static GraphCall Post<T>(string path, T body, JsonTypeInfo<T> form, string permission) =>
        new(HttpMethod.Post, path, permission) { Body = JsonSerializer.SerializeToUtf8Bytes(body, form) };

    public static GraphCall Patch<T>(string path, T body, JsonTypeInfo<T> form, string permission) =>
        new(HttpMethod.Patch, path, permission) { Body = JsonSerializer.SerializeToUtf8Bytes(body, form) };

    /// <summary>A text inside of a filter, in quotes and escaped for OData and for the address.</summary>
    public static string Quote(string text) => Uri.EscapeDataString($"'{text.Replace("'", "''", StringComparison.Ordinal)}'");

    /// <summary>The name only: the body may hold a password.</summary>
    public override string ToString() => Name;
}
