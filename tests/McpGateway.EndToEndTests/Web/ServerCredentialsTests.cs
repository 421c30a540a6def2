using System.Collections.Concurrent;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using McpGateway.EndToEndTests.Support;
using Microsoft.Playwright;

namespace McpGateway.EndToEndTests.Web;

/// <summary>Credentials at upstreams, as operators set them and users connect them. Secrets go in and never come out.</summary>
public sealed class ServerCredentialsTests(SharedGateway shared) : SharedWebRig<SharedGateway>(shared)
{
    private const string FirstValue = "the-first-value-of-the-header";
    private const string SecondValue = "the-second-value-of-the-header";
    private const string ClientSecret = "gateway-secret-of-the-test";

    /// <summary>Each test has a server of its own.</summary>
    private readonly string _peer = $"peer-{Guid.NewGuid():N}";

    [Fact]
    public async Task Header_SetReplacedAndRemoved_ArrivesAtTheUpstreamAndNeverComesBack()
    {
        await using var upstream = await ChangingServer.StartAsync(Cancellation);
        await Gateway.RegisterAsync("/" + _peer, upstream.Address, Cancellation);
        await using var visitor = await Browser.VisitAsync(Gateway.Address);
        var received = Listen(visitor);
        await visitor.SignInAsync();

        await SetHeaderAsync(visitor, "X-Api-Key", FirstValue, "Add the header");
        await ShowsAsync(visitor, "x-api-key", FirstValue);
        received.Clear();

        await visitor.OpenAsync($"/ui/server/{_peer}?tab=credentials");
        await Assertions.Expect(visitor.Page.Locator("[data-header=X-Api-Key]")).ToBeVisibleAsync();
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Replace the value of X-Api-Key" }).ClickAsync();
        await Assertions.Expect(visitor.Page.GetByLabel("Header name")).ToHaveValueAsync("X-Api-Key");
        await SetHeaderAsync(visitor, "x-api-key", SecondValue, "Replace the value");
        await Assertions.Expect(visitor.Page.Locator("[data-header]")).ToHaveCountAsync(1);
        AssertNone(received, FirstValue, SecondValue);
        await ShowsAsync(visitor, "x-api-key", SecondValue);

        await visitor.OpenAsync($"/ui/server/{_peer}?tab=credentials");
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Remove x-api-key" }).ClickAsync();
        await visitor.Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Remove" }).ClickAsync();
        await Assertions.Expect(visitor.Page.Locator("[data-header]")).ToHaveCountAsync(0);
        await ShowsAsync(visitor, "x-api-key", "none");
        Assert.Empty(visitor.Complaints);
    }

    [Fact]
    public async Task Header_ThatTheGatewaySetsItself_IsRefusedWithTheReason()
    {
        await using var upstream = await ChangingServer.StartAsync(Cancellation);
        await Gateway.RegisterAsync("/" + _peer, upstream.Address, Cancellation);
        await using var visitor = await Browser.VisitAsync(Gateway.Address);
        await visitor.SignInAsync();
        await visitor.OpenAsync($"/ui/server/{_peer}?tab=credentials");

        await visitor.Page.GetByLabel("Header name").FillAsync("X-User");
        await visitor.Page.GetByLabel("Value", new() { Exact = true }).FillAsync("somebody");
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Add the header" }).ClickAsync();

        await Assertions.Expect(visitor.Page.GetByText("is set by the gateway and cannot be configured")).ToBeVisibleAsync();
        Assert.Empty(visitor.Complaints);
    }

    [Fact]
    public async Task Account_SetUpConnectedAndDisconnected_IsUsedForTheUsersCallsOnly()
    {
        await using var upstream = await ChangingServer.StartAsync(Cancellation);
        await using var provider = await OpenIdProvider.StartAsync(
            "plain", OpenIdProvider.FreePort(), new(Gateway.Address, "/oauth2/egress/callback"), Cancellation);
        await Gateway.RegisterAsync("/" + _peer, upstream.Address, Cancellation);
        await Gateway.AddGroupAsync("users", _peer, Cancellation);
        await Gateway.AddUserAsync("maria", "users", Cancellation);
        await using var admin = await Browser.VisitAsync(Gateway.Address);
        await using var maria = await Browser.VisitAsync(Gateway.Address);
        var received = Listen(admin);
        await admin.SignInAsync();
        await maria.SignInAsync("maria", People.Password);
        await maria.OpenAsync($"/ui/server/{_peer}");
        await Assertions.Expect(maria.Page.GetByRole(AriaRole.Link, new() { Name = "Credentials" })).ToHaveCountAsync(0);
        await Assertions.Expect(maria.Page.Locator("[data-account]")).ToHaveCountAsync(0);

        await SetUpAsync(admin, provider.Address);
        await admin.OpenAsync($"/ui/server/{_peer}?tab=credentials");
        await Assertions.Expect(admin.Page.Locator("[data-egress=user_oauth]")).ToBeVisibleAsync();
        await Assertions.Expect(admin.Page.GetByLabel("Client secret")).ToHaveValueAsync("");
        AssertNone(received, ClientSecret);

        // Offered to her without a reload, used up by the provider's own sign-in, and hers alone.
        await Assertions.Expect(maria.Page.Locator("[data-account=not_connected]")).ToBeVisibleAsync();
        await maria.Page.GetByRole(AriaRole.Link, new() { Name = "Connect my account" }).ClickAsync();
        await maria.Page.Locator("input[name=login]").FillAsync("maria.at.provider");
        await maria.Page.Locator("input[name=password]").FillAsync("any");
        await maria.Page.Locator("button[type=submit]").ClickAsync();
        await maria.Page.GetByRole(AriaRole.Button, new() { Name = "Continue" }).ClickAsync();
        await maria.AtAsync($"/ui/server/{_peer}");
        await Assertions.Expect(maria.Page.GetByText("Connected as maria.at.provider")).ToBeVisibleAsync();
        await ShowsAsync(maria, "authorization", "Bearer ");
        await Assertions.Expect(admin.Page.Locator("[data-account=not_connected]")).ToBeVisibleAsync();

        await maria.OpenAsync($"/ui/server/{_peer}");
        await maria.Page.GetByRole(AriaRole.Button, new() { Name = "Disconnect" }).ClickAsync();
        await maria.Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Disconnect" }).ClickAsync();
        await Assertions.Expect(maria.Page.Locator("[data-account=not_connected]")).ToBeVisibleAsync();

        await admin.Page.GetByRole(AriaRole.Radio, new() { Name = "None" }).CheckAsync();
        await admin.Page.GetByRole(AriaRole.Button, new() { Name = "Save", Exact = true }).ClickAsync();
        await admin.Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Stop using them" }).ClickAsync();
        await Assertions.Expect(maria.Page.Locator("[data-account]")).ToHaveCountAsync(0);
        Assert.Empty(admin.Complaints);
    }

    [Fact]
    public async Task OwnToken_SetUp_IsUsedForEveryCallerAndItsSecretNeverComesBack()
    {
        await using var upstream = await ChangingServer.StartAsync(Cancellation);
        await using var provider = await OpenIdProvider.StartAsync(
            "plain", OpenIdProvider.FreePort(), new(Gateway.Address, "/oauth2/egress/callback"), Cancellation);
        await Gateway.RegisterAsync("/" + _peer, upstream.Address, Cancellation);
        await using var visitor = await Browser.VisitAsync(Gateway.Address);
        var received = Listen(visitor);
        await visitor.SignInAsync();
        await visitor.OpenAsync($"/ui/server/{_peer}?tab=credentials");

        await visitor.Page.GetByRole(AriaRole.Radio, new() { Name = "The gateway signs in as itself" }).CheckAsync();
        await Assertions.Expect(visitor.Page.GetByLabel("Provider", new() { Exact = true }).Locator("option")).ToHaveCountAsync(3);
        await Assertions.Expect(visitor.Page.Locator("[data-redirect]")).ToHaveCountAsync(0);
        await visitor.Page.GetByLabel("Provider", new() { Exact = true }).SelectOptionAsync("custom");
        await visitor.Page.GetByLabel("Token endpoint").FillAsync(new Uri(provider.Address, "/token").ToString());
        await visitor.Page.GetByLabel("Client id").FillAsync("gateway");
        await visitor.Page.GetByLabel("Client authentication").SelectOptionAsync("client_secret_post");
        await visitor.Page.GetByLabel("Client secret").FillAsync(ClientSecret);
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Save", Exact = true }).ClickAsync();
        await visitor.ToastAsync("in force");

        await ShowsAsync(visitor, "authorization", "Bearer ");
        await visitor.OpenAsync($"/ui/server/{_peer}?tab=credentials");
        await Assertions.Expect(visitor.Page.Locator("[data-egress=client_credentials]")).ToBeVisibleAsync();
        await Assertions.Expect(visitor.Page.GetByLabel("Client secret")).ToHaveValueAsync("");
        await Assertions.Expect(visitor.Page.GetByLabel("Client secret")).ToHaveAttributeAsync("placeholder", "stored; type to replace");
        AssertNone(received, ClientSecret);
        Assert.Empty(visitor.Complaints);
    }

    [Theory]
    [InlineData("light", 1280)]
    [InlineData("dark", 1280)]
    [InlineData("light", 375)]
    public async Task OwnToken_StatedByTheApi_IsSavedAgainWithoutLosingAnything(string theme, int width)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var another = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        await using var upstream = await ChangingServer.StartAsync(Cancellation);
        await Gateway.RegisterAsync("/" + _peer, upstream.Address, Cancellation);
        var stated = await PutAsync(key.ExportPkcs8PrivateKeyPem());
        await using var visitor = await Browser.VisitAsync(
            Gateway.Address, width, 860, theme == "dark" ? ColorScheme.Dark : ColorScheme.Light);
        var received = Listen(visitor);
        await visitor.SignInAsync();
        await visitor.OpenAsync($"/ui/server/{_peer}?tab=credentials");
        var secret = visitor.Page.GetByLabel("Private key");
        await Assertions.Expect(secret).ToHaveValueAsync("");
        await Assertions.Expect(secret).ToHaveAttributeAsync("placeholder", "stored; type to replace");
        Assert.Empty(await PageAudit.RunAsync(visitor.Page));
        await visitor.Page.Locator("#egress-title").EvaluateAsync("element => element.scrollIntoView()");
        await PageAudit.PictureAsync(visitor.Page, "own-token", theme);

        // The key stays with the one thing that is changed, and the multi-line field replaces it.
        await visitor.Page.GetByLabel("Scopes").FillAsync("read,all write");
        await SaveAsync(visitor);
        Assert.Equal(stated.Replace("\"read,all\"", "\"read,all\",\"write\"", StringComparison.Ordinal), await StoredAsync());
        await secret.FillAsync(another.ExportPkcs8PrivateKeyPem());
        await SaveAsync(visitor);
        await Assertions.Expect(secret).ToHaveValueAsync("");

        // A key never becomes a secret that is sent.
        await visitor.Page.GetByLabel("Client authentication").SelectOptionAsync("client_secret_basic");
        await Assertions.Expect(visitor.Page.GetByLabel("Client secret")).ToHaveValueAsync("");
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Save", Exact = true }).PressAsync("Enter");
        await Assertions.Expect(visitor.Page.GetByText("was stored for another client or another place")).ToBeVisibleAsync();
        AssertNone(received, LineOf(key), LineOf(another));
        Assert.Empty(visitor.Complaints);
    }

    [Fact]
    public async Task Egress_IncompleteSettings_SayWhatIsMissingAtTheFields()
    {
        await using var upstream = await ChangingServer.StartAsync(Cancellation);
        await Gateway.RegisterAsync("/" + _peer, upstream.Address, Cancellation);
        await using var visitor = await Browser.VisitAsync(Gateway.Address);
        await visitor.SignInAsync();
        await visitor.OpenAsync($"/ui/server/{_peer}?tab=credentials");

        await visitor.Page.GetByRole(AriaRole.Radio, new() { Name = "Exchange the caller's identity" }).CheckAsync();
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Save", Exact = true }).ClickAsync();

        await Assertions.Expect(visitor.Page.GetByText("Some fields need another look.")).ToBeVisibleAsync();
        await Assertions.Expect(visitor.Page.GetByText("the token service has to know the gateway")).ToBeVisibleAsync();
        await Assertions.Expect(visitor.Page.GetByText("is needed for the provider custom")).ToBeVisibleAsync();
        await Assertions.Expect(visitor.Page.Locator("[data-egress=none]")).ToBeVisibleAsync();
        Assert.Empty(visitor.Complaints);
    }

    /// <summary>With a member of every kind, also those that this choice rarely needs.</summary>
    private async Task<string> PutAsync(string key)
    {
        using var content = JsonContent.Create(new
        {
            mode = "client_credentials",
            provider = "upstream",
            issuer = "https://issuer.example",
            client_id = "gateway",
            client_secret = key,
            client_authentication = "private_key_jwt",
            scopes = (string[])["read,all"],
            resource = "https://peer.example/mcp",
            audience = "peer-api",
        });
        using var answer = await Gateway.Client.PutAsync(new Uri($"/api/egress/servers/{_peer}", UriKind.Relative), content, Cancellation);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Cancellation));
        return await StoredAsync();
    }

    /// <summary>What the API shows of the settings, but for when they were saved.</summary>
    private async Task<string> StoredAsync()
    {
        var stored = JsonNode.Parse(
            await Gateway.Client.GetStringAsync(new Uri($"/api/egress/servers/{_peer}", UriKind.Relative), Cancellation))!.AsObject();
        Assert.True(stored.Remove("updated_at"));
        return stored.ToJsonString();
    }

    /// <summary>Saves, and waits until the form holds what is stored.</summary>
    private static async Task SaveAsync(Visitor visitor)
    {
        var save = visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Save", Exact = true });
        await Assertions.Expect(save).ToBeEnabledAsync();

        // Not with the mouse: on a phone the word of the save before may still be over the button.
        await save.PressAsync("Enter");
        await Assertions.Expect(visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Discard" })).ToHaveCountAsync(0);
    }

    private static string LineOf(ECDsa key) => key.ExportPkcs8PrivateKeyPem().Split('\n')[1];

    private async Task SetUpAsync(Visitor admin, Uri provider)
    {
        await admin.OpenAsync($"/ui/server/{_peer}?tab=credentials");
        await admin.Page.GetByRole(AriaRole.Radio, new() { Name = "Each user connects an account" }).CheckAsync();
        await admin.Page.GetByLabel("Provider", new() { Exact = true }).SelectOptionAsync("custom");
        await admin.Page.GetByLabel("Authorization endpoint").FillAsync(new Uri(provider, "/auth").ToString());
        await admin.Page.GetByLabel("Token endpoint").FillAsync(new Uri(provider, "/token").ToString());
        await admin.Page.GetByLabel("Issuer").FillAsync(provider.ToString().TrimEnd('/'));
        await admin.Page.GetByLabel("Client id").FillAsync("gateway");
        await admin.Page.GetByLabel("Client secret").FillAsync(ClientSecret);
        await admin.Page.GetByLabel("Scopes").FillAsync("openid profile");
        await admin.Page.GetByLabel("Client authentication").SelectOptionAsync("client_secret_post");
        await admin.Page.GetByRole(AriaRole.Button, new() { Name = "Save", Exact = true }).ClickAsync();
        await admin.ToastAsync("in force");
    }

    private async Task SetHeaderAsync(Visitor visitor, string name, string value, string button)
    {
        if (!visitor.Page.Url.Contains("tab=credentials", StringComparison.Ordinal))
        {
            await visitor.OpenAsync($"/ui/server/{_peer}?tab=credentials");
        }

        await visitor.Page.GetByLabel("Header name").FillAsync(name);
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = button, Exact = true }).WaitForAsync();
        await visitor.Page.Locator("#header-value").FillAsync(value);
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = button, Exact = true }).ClickAsync();
        await Assertions.Expect(visitor.Page.Locator($"[data-header={name}]")).ToBeVisibleAsync();
        await Assertions.Expect(visitor.Page.Locator("#header-value")).ToHaveValueAsync("");
    }

    /// <summary>Calls the tool in the page: what the upstream received is its answer.</summary>
    private async Task ShowsAsync(Visitor visitor, string header, string value)
    {
        await visitor.OpenAsync($"/ui/server/{_peer}?tab=try&tool=show_header");
        await visitor.Page.GetByLabel("header_name").FillAsync(header);
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Run" }).ClickAsync();
        await Assertions.Expect(visitor.Page.Locator("[data-result=done]")).ToContainTextAsync($"{header}: {value}");
    }

    /// <summary>Everything that the page's connection brings to the browser from now on.</summary>
    private static ConcurrentQueue<string> Listen(Visitor visitor)
    {
        var received = new ConcurrentQueue<string>();
        visitor.Page.WebSocket += (_, socket) => socket.FrameReceived += (_, frame) =>
            received.Enqueue(frame.Text ?? Encoding.UTF8.GetString(frame.Binary ?? []));
        visitor.Page.Response += async (_, response) =>
        {
            if (response.Request.ResourceType == "document" && response.Ok)
            {
                received.Enqueue(await response.TextAsync());
            }
        };
        return received;
    }

    private static void AssertNone(ConcurrentQueue<string> received, params string[] secrets)
    {
        Assert.NotEmpty(received);
        Assert.All(received, text => Assert.All(secrets, secret => Assert.DoesNotContain(secret, text, StringComparison.Ordinal)));
    }
}
