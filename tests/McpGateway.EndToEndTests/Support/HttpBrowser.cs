using System.Net;
using System.Text.RegularExpressions;

namespace McpGateway.EndToEndTests.Support;

/// <summary>What a browser does during sign-in, by HTTP: cookies per host, redirects, and the provider's two forms.</summary>
internal sealed partial class HttpBrowser : IDisposable
{
    private const int MaxSteps = 20;
    private readonly HttpClient _client;

    public HttpBrowser()
    {
        Cookies = new();
        _client = new(new SocketsHttpHandler { CookieContainer = Cookies, AllowAutoRedirect = false });
    }

    public CookieContainer Cookies { get; }

    /// <summary>Every address that was visited.</summary>
    public IList<Uri> Visited { get; } = [];

    public async Task<HttpResponseMessage> GetAsync(Uri address, CancellationToken cancellationToken)
    {
        Visited.Add(address);
        return await _client.GetAsync(address, cancellationToken);
    }

    /// <summary>Goes where the answers lead, filling in the provider's forms, until <paramref name="isThere"/>.</summary>
    public async Task<Uri> FollowAsync(Uri start, string user, Func<Uri, bool> isThere, CancellationToken cancellationToken)
    {
        var at = start;
        var response = await GetAsync(at, cancellationToken);
        for (var step = 0; step < MaxSteps; step++)
        {
            if (response.Headers.Location is { } location)
            {
                at = new(at, location);
                response.Dispose();
                if (isThere(at))
                {
                    return at;
                }

                response = await GetAsync(at, cancellationToken);
                continue;
            }

            var page = await response.Content.ReadAsStringAsync(cancellationToken);
            Assert.True(response.IsSuccessStatusCode, $"{at}: {(int)response.StatusCode} {page}");
            response.Dispose();
            at = new(at, WebUtility.HtmlDecode(Action().Match(page).Groups["url"].Value));
            var fields = Hidden().Matches(page)
                .ToDictionary(match => match.Groups["name"].Value, match => WebUtility.HtmlDecode(match.Groups["value"].Value));
            if (fields.GetValueOrDefault("prompt") == "login")
            {
                (fields["login"], fields["password"]) = (user, "whatever");
            }

            Visited.Add(at);
            using var form = new FormUrlEncodedContent(fields);
            response = await _client.PostAsync(at, form, cancellationToken);
        }

        throw new InvalidOperationException($"Still not there: {string.Join(" → ", Visited)}");
    }

    public void Dispose() => _client.Dispose();

    [GeneratedRegex("""<form[^>]*action="(?<url>[^"]+)""")]
    private static partial Regex Action();

    [GeneratedRegex("""<input type="hidden" name="(?<name>[^"]+)" value="(?<value>[^"]*)""")]
    private static partial Regex Hidden();
}
