using System.CommandLine;
using System.Text.Json;
using McpGateway.Cli.Commands;
using McpGateway.Cli.Connecting;
using McpGateway.Cli.OAuth;
using McpGateway.Cli.Profiles;
using McpGateway.Cli.Running;
using McpGateway.Cli.Views;
using McpGateway.Contracts.Client;

namespace McpGateway.Cli.SignIn;

/// <summary><c>mcpgw login</c>: gets tokens, sees who they are for, and keeps them in a profile.</summary>
internal static class LoginCommand
{
    private static readonly Option<bool> Device = new("--device") { Description = "sign in with a browser on another device, by a code" };

    private static readonly Option<string?> Username = new("--username", "-u")
    {
        Description = "sign in with a local account; the password is asked for, or read from standard input",
        HelpName = "name",
    };

    private static readonly Option<int> Hours = new("--hours")
    {
        Description = "how long a token got by password lasts",
        DefaultValueFactory = static _ => 8,
        HelpName = "number",
    };

    public static Command Create(CliContext cli) => cli.Runs(
        new("login", "Sign in to a gateway and remember it (--token - reads a token from standard input)")
        {
            Device, Username, Hours, StoreOption.Stated,
        },
        RunAsync);

    private static async Task RunAsync(CommandRun run, CancellationToken cancellationToken)
    {
        var (name, known) = ProfileOf(run);
        var address = GatewayTarget.AddressOf(
            run.StatedUrl ?? known?.Url ?? run.Environment.Variable(GatewayTarget.UrlVariable) ?? GatewayTarget.DefaultUrl);
        var choice = StoreOption.ChoiceOf(run);

        // Before anybody signs in: tokens that cannot be kept are not asked for.
        var place = await run.Credentials.ChooseAsync(choice, cancellationToken);
        var credential = await SignInAsync(run, address, SameGateway(known, address)?.ClientId, cancellationToken);
        var me = await WhoAsync(run, address, credential, cancellationToken);
        var user = me.Text("username");
        var (before, others) = (run.Profiles.Profiles.Current, run.Profiles.Profiles.Profiles.Count);
        using (await run.Profiles.LockAsync(cancellationToken))
        {
            place = await run.Credentials.SaveAsync(name, credential, place, choice, cancellationToken);
            run.Profiles.Save(
                name,
                new(
                    address.AbsoluteUri.TrimEnd('/'), user, credential.ClientId ?? SameGateway(known, address)?.ClientId,
                    place == CredentialPlace.File ? null : place),
                isCurrent: true);
        }

        run.Output.Result(me, $"Signed in to {address.AbsoluteUri.TrimEnd('/')} as {user} (profile '{name}').");
        if (before != name && others > 0)
        {
            run.Output.Note(
                $"Commands without --profile mean '{name}' from now on, and no more '{before}' (mcpgw profile use {before}).");
        }
    }

    /// <summary>The profile that is named; otherwise the one of this gateway, or the first.</summary>
    private static (string Name, Profile? Known) ProfileOf(CommandRun run)
    {
        var list = run.Profiles.Profiles;
        if (run.StatedProfile is { } named)
        {
            return (named, list.Profiles.GetValueOrDefault(named));
        }

        if (run.StatedUrl is not { } url)
        {
            return (list.Current, list.Profiles.GetValueOrDefault(list.Current));
        }

        var address = GatewayTarget.AddressOf(url);
        var name = list.Profiles.Where(pair => SameGateway(pair.Value, address) is not null)
            .Select(static pair => pair.Key).FirstOrDefault()
            ?? (list.Profiles.ContainsKey(ProfileList.DefaultName) ? address.Authority : ProfileList.DefaultName);
        return (name, list.Profiles.GetValueOrDefault(name));
    }

    private static Profile? SameGateway(Profile? profile, Uri address) =>
        profile is not null && GatewayTarget.AddressOf(profile.Url) == address ? profile : null;

    private static async Task<Credential> SignInAsync(CommandRun run, Uri address, string? client, CancellationToken cancellationToken)
    {
        if (run.StatedToken is { } token)
        {
            return new() { AccessToken = token == "-" ? await ReadLineAsync(run, "token", cancellationToken) : token };
        }

        if (run.Get(Username) is { } user)
        {
            var password = run.Environment.Terminal.IsInteractive
                ? run.Environment.Terminal.ReadSecret($"Password of {user}: ")
                : await ReadLineAsync(run, "password", cancellationToken);
            return await new PasswordSignIn(run.Environment).RunAsync(address, user, password, run.Get(Hours), cancellationToken);
        }

        using var http = new HttpClient(run.Environment.Handlers());
        using var tokens = new TokenEndpoint(run.Environment.Handlers(), run.Environment.Time);
        var server = await AuthorizationServer.DiscoverAsync(http, tokens, address, cancellationToken);
        client = await server.ClientAsync(client, cancellationToken);
        if (run.Get(Device))
        {
            return await new DeviceSignIn(run.Environment, run.Output).RunAsync(server, client, cancellationToken);
        }

        // Asked for by hand, so it is shown whatever --quiet says.
        var screen = run.Environment.Terminal.Error;
        var browser = new BrowserSignIn(tokens, run.Environment.Time, run.Environment.OpenBrowser, screen.WriteLine, needsBrowser: true);
        try
        {
            return server.CredentialOf(client, await browser.RunAsync(
                server.Provider, AuthorizationServer.Public(client), redirect: null, [], cancellationToken));
        }
        catch (OAuthFailure missing) when (missing.Kind == OAuthFailureKind.NoBrowser)
        {
            if (!run.Environment.Terminal.IsInteractive)
            {
                throw new CommandFailure(
                    ExitCodes.NotSignedIn,
                    "There is no browser to sign in with here, and no terminal to show a code on.",
                    "Sign in with a browser elsewhere (mcpgw login --device), with a token (--token -) or a password (--username).",
                    missing);
            }

            await screen.WriteLineAsync("There is no browser here, so sign in with any other.");
            return await new DeviceSignIn(run.Environment, run.Output).RunAsync(server, client, cancellationToken);
        }
    }

    private static async Task<string> ReadLineAsync(CommandRun run, string what, CancellationToken cancellationToken) =>
        (await run.Environment.Terminal.In.ReadLineAsync(cancellationToken))?.TrimEnd('\r') is { Length: > 0 } line
            ? line
            : throw CommandFailure.Misuse($"There is no {what} on standard input.", $"Pipe the {what} in, or run it on a terminal.");

    private static async Task<JsonElement> WhoAsync(
        CommandRun run, Uri address, Credential credential, CancellationToken cancellationToken)
    {
        var target = new GatewayTarget(address, null, credential.AccessToken);
        using var connection = new GatewayConnection(run.Environment, run.Output, target, new OneToken(credential.AccessToken));
        return await connection.JsonAsync(ApiRoutes.Me, cancellationToken);
    }

    private sealed class OneToken(string token) : IAccessTokens
    {
        public Task<string?> FindAsync(string? refused, CancellationToken cancellationToken) => Task.FromResult<string?>(token);
    }
}
