using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using McpGateway.Cli.Profiles;
using McpGateway.Cli.Running;
using McpGateway.Cli.Views;
using McpGateway.Contracts.Client;

namespace McpGateway.Cli.SignIn;

/// <summary>
/// Sign-in with name and password of a local account: an access token that ends after some hours and is not renewed. The password is
/// kept nowhere.
/// </summary>
internal sealed class PasswordSignIn(CliEnvironment environment)
{
    public async Task<Credential> RunAsync(Uri gateway, string user, string password, int hours, CancellationToken cancellationToken)
    {
        using var http = new HttpClient(environment.Handlers()) { BaseAddress = gateway };
        var session = await SignInAsync(http, user, password, cancellationToken);
        try
        {
            return await VendAsync(http, session, hours, cancellationToken);
        }
        finally
        {
            // The session has done its work. Its end changes nothing for the token.
            using var leaving = Request(ApiRoutes.SignOut, session, content: null);
            using var left = await http.SendAsync(leaving, cancellationToken);
        }
    }

    private static async Task<string> SignInAsync(HttpClient http, string user, string password, CancellationToken cancellationToken)
    {
        using var form = new FormUrlEncodedContent([new("username", user), new("password", password)]);
        using var request = Request(ApiRoutes.SignIn, session: null, form);
        using var response = await http.SendAsync(request, cancellationToken);
        if (response.StatusCode != HttpStatusCode.OK)
        {
            var answer = await JsonOfAsync(response, cancellationToken);
            throw new CommandFailure(
                ExitCodes.NotSignedIn,
                answer.Text("detail", otherwise: "error") is { Length: > 0 } detail
                    ? detail
                    : $"The gateway answered {(int)response.StatusCode}.",
                answer.Flag("password_change_required") ? $"Choose another password at {http.BaseAddress}login/password." : null);
        }

        return response.Headers.TryGetValues("Set-Cookie", out var cookies)
            ? string.Join("; ", cookies.Select(static cookie => cookie.Split(';', 2)[0]))
            : throw new CommandFailure(ExitCodes.Failed, "The gateway opened no session.", "Check what stands before it: mcpgw doctor.");
    }

    private async Task<Credential> VendAsync(HttpClient http, string session, int hours, CancellationToken cancellationToken)
    {
        var wanted = new JsonObject { ["expires_in_hours"] = hours, ["description"] = "mcpgw login on " + Environment.MachineName };
        using var content = new StringContent(wanted.ToJsonString(), Encoding.UTF8, "application/json");
        using var request = Request(ApiRoutes.TokenGenerate, session, content);
        using var response = await http.SendAsync(request, cancellationToken);
        var answer = await JsonOfAsync(response, cancellationToken);
        return response.IsSuccessStatusCode && answer.At("tokens").TextOnly("access_token") is { Length: > 0 } token
            ? new()
            {
                AccessToken = token,
                ExpiresAt = environment.Time.GetUtcNow().AddSeconds(answer.At("tokens").Number("expires_in") ?? hours * 3600.0),
            }
            : throw new CommandFailure(
                ExitCodes.Failed,
                answer.Text("detail", otherwise: "error") is { Length: > 0 } detail
                    ? detail
                    : $"The gateway gave no token ({(int)response.StatusCode}).");
    }

    private static HttpRequestMessage Request(ApiRoute route, string? session, HttpContent? content)
    {
        var request = new HttpRequestMessage(route.Method, route.Template[1..]) { Content = content };
        request.Headers.Accept.ParseAdd("application/json");
        if (session is not null)
        {
            request.Headers.Add("Cookie", session);
        }

        return request;
    }

    private static async Task<JsonElement> JsonOfAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        try
        {
            using var document = JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync(cancellationToken));
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            return default;
        }
    }
}
