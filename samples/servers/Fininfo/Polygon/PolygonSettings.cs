namespace Fininfo.Polygon;

/// <summary>Access to Polygon.</summary>
/// <param name="ApiKey"><c>POLYGON_API_KEY</c>.</param>
/// <param name="Url"><c>POLYGON_API_URL</c>, <c>https://api.polygon.io</c> when not set.</param>
public sealed record PolygonSettings(string ApiKey, Uri Url)
{
    private const string UrlKey = "POLYGON_API_URL";

    /// <summary>Null when there is no key: the data is made up.</summary>
    /// <exception cref="InvalidOperationException">The address is none to send a key to.</exception>
    public static PolygonSettings? From(IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        if (configuration["POLYGON_API_KEY"] is not { } key || string.IsNullOrWhiteSpace(key))
        {
            return null;
        }

        var stated = configuration[UrlKey] is { Length: > 0 } other ? other : "https://api.polygon.io";
        return Uri.TryCreate(stated.TrimEnd('/') + "/", UriKind.Absolute, out var url)
            && (url.Scheme == Uri.UriSchemeHttps || (url.Scheme == Uri.UriSchemeHttp && url.IsLoopback))
            ? new(key.Trim(), url)
            : throw new InvalidOperationException($"{UrlKey} must be an https address: the key is sent there.");
    }

    /// <summary>Without the key.</summary>
    public override string ToString() => Url.ToString();
}
