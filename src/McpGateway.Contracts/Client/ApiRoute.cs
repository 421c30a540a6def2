namespace McpGateway.Contracts.Client;

/// <summary>One operation of the gateway's API, by the names that <c>/openapi.json</c> gives it.</summary>
/// <param name="Method">HTTP method.</param>
/// <param name="Template">Path with its parameters in braces, such as <c>/api/servers/{path}</c>.</param>
/// <param name="Below">
/// What follows a path that may have slashes itself, such as <c>rating</c> or <c>versions/{version}</c>. Null for most. The document has
/// an entry for each, but for those with parameters of their own.
/// </param>
public sealed record ApiRoute(HttpMethod Method, string Template, string? Below = null)
{
    /// <summary>Whether it answers success with 303: a form of pages that go on to another.</summary>
    public bool EndsWithRedirect { get; init; }

    /// <summary>
    /// The path with its parameters filled in, in order. A parameter named <c>path</c> keeps its slashes and loses those around.
    /// </summary>
    /// <exception cref="ArgumentException">There are more or fewer values than parameters.</exception>
    public string Fill(params ReadOnlySpan<string> values)
    {
        var segments = (Below is null ? Template : $"{Template}/{Below}").Split('/');
        var used = 0;
        for (var index = 0; index < segments.Length; index++)
        {
            if (segments[index] is not ['{', .. var name, '}'])
            {
                continue;
            }

            if (used == values.Length)
            {
                throw new ArgumentException($"{Template} has more parameters than values.", nameof(values));
            }

            segments[index] = Escape(name, values[used++]);
        }

        return used == values.Length
            ? string.Join('/', segments)
            : throw new ArgumentException($"{Template} has fewer parameters than values.", nameof(values));
    }

    private static string Escape(string name, string value) => name is "path" or "name" or "serverName" or "agentId"
        ? string.Join('/', value.Trim('/').Split('/').Select(Uri.EscapeDataString))
        : Uri.EscapeDataString(value);
}
