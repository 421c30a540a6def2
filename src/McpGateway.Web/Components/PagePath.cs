namespace McpGateway.Web.Components;

/// <summary>Addresses of pages, made of parts that may hold anything. Pure.</summary>
internal static class PagePath
{
    /// <summary>A path of a server or agent as a part of an address: without slashes at its ends, each of its segments encoded.</summary>
    public static string Escape(string path) => string.Join('/', path.Trim('/').Split('/').Select(Uri.EscapeDataString));

    /// <summary>An address with the parameters that have a value, in their order.</summary>
    /// <param name="page">The address without a query.</param>
    /// <param name="parameters">By name; null leaves one out.</param>
    public static string With(string page, params IEnumerable<(string Name, string? Value)> parameters)
    {
        var query = Query(parameters);
        return query.Length == 0 ? page : $"{page}?{query}";
    }

    /// <summary>The query alone, without the question mark.</summary>
    public static string Query(params IEnumerable<(string Name, string? Value)> parameters) => string.Join(
        '&', parameters.Where(static parameter => parameter.Value is not null)
            .Select(static parameter => $"{parameter.Name}={Uri.EscapeDataString(parameter.Value!)}"));
}
