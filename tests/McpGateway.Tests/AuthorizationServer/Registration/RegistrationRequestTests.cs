using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using McpGateway.AuthorizationServer.Clients;
using McpGateway.AuthorizationServer.Registration;
using McpGateway.Foundation;
using McpGateway.Identity.Clients;

namespace McpGateway.Tests.AuthorizationServer.Registration;

public sealed class RegistrationRequestTests
{
    private const string Redirects = "\"redirect_uris\":[\"https://client.example/cb\"]";
    private const string DeviceGrant = "urn:ietf:params:oauth:grant-type:device_code";

    [Theory]
    [InlineData("{" + Redirects + "}", "authorization_code,refresh_token", "client_secret_basic", "A client without a name")]
    [InlineData(
        "{" + Redirects + ",\"client_name\":\" \"}", "authorization_code,refresh_token", "client_secret_basic", "A client without a name")]
    [InlineData(
        "{" + Redirects + ",\"client_name\":\"N\",\"token_endpoint_auth_method\":\"none\"}", "authorization_code,refresh_token", "none",
        "N")]
    [InlineData("{" + Redirects + ",\"grant_types\":[\"authorization_code\"],\"token_endpoint_auth_method\":\"client_secret_post\"}",
        "authorization_code", "client_secret_post", "A client without a name")]
    [InlineData("{" + Redirects + ",\"grant_types\":[\"client_credentials\",\"authorization_code\",\"implicit\"]}",
        "authorization_code", "client_secret_basic", "A client without a name")]
    [InlineData("{\"grant_types\":[\"" + DeviceGrant + "\"]}", DeviceGrant, "client_secret_basic", "A client without a name")]
    [InlineData(
        "{\"grant_types\":[\"" + DeviceGrant + "\",\"refresh_token\",\"authorization_code\"]}", DeviceGrant + ",refresh_token",
        "client_secret_basic",
        "A client without a name")]
    [InlineData(
        "{\"redirect_uris\":\"https://client.example/cb\",\"response_types\":[\"code\",\"token\"]}", "authorization_code,refresh_token",
        "client_secret_basic", "A client without a name")]
    public void Read_Acceptable_KeepsWhatThisServerOffers(string json, string grants, string method, string name)
    {
        var read = Read(json);

        Assert.True(read.IsSuccess, read.Error?.Detail);
        Assert.Equal((grants, method, name), (string.Join(',', read.Value.GrantTypes), read.Value.AuthMethod, read.Value.Name));
    }

    [Theory]
    [InlineData("{}", "invalid_redirect_uri")]
    [InlineData("{\"grant_types\":[\"authorization_code\"]}", "invalid_redirect_uri")]
    [InlineData("{\"redirect_uris\":[\"https://client.example/cb\",\"http://evil.example/\"]}", "invalid_redirect_uri")]
    [InlineData("{\"redirect_uris\":{}}", "invalid_client_metadata")]
    [InlineData("{" + Redirects + ",\"grant_types\":7}", "invalid_client_metadata")]
    [InlineData("{" + Redirects + ",\"grant_types\":[\"refresh_token\"]}", "invalid_client_metadata")]
    [InlineData("{" + Redirects + ",\"response_types\":[\"token\"]}", "invalid_client_metadata")]
    [InlineData("{" + Redirects + ",\"response_types\":7}", "invalid_client_metadata")]
    [InlineData("{" + Redirects + ",\"token_endpoint_auth_method\":\"tls_client_auth\"}", "invalid_client_metadata")]
    [InlineData("{" + Redirects + ",\"token_endpoint_auth_method\":null}", "invalid_client_metadata")]
    [InlineData("{" + Redirects + ",\"client_name\":[]}", "invalid_client_metadata")]
    [InlineData("{" + Redirects + ",\"scope\":\"a\\\\b\"}", "invalid_client_metadata")]
    [InlineData("{" + Redirects + ",\"scope\":[\"a\"]}", "invalid_client_metadata")]
    public void Read_Unacceptable_HasTheCodeOfTheStandard(string json, string error) => Assert.Equal(error, OAuthCore.CodeOf(Read(json)));

    [Fact]
    public void Read_Sizes_AreBounded()
    {
        Assert.True(Read("{" + Redirects + $",\"client_name\":\"{new string('n', 1000)}\"}}").IsSuccess);
        Assert.False(Read("{" + Redirects + $",\"client_name\":\"{new string('n', 1001)}\"}}").IsSuccess);
        Assert.True(Read(ManyRedirects(20)).IsSuccess);
        Assert.Equal("invalid_redirect_uri", OAuthCore.CodeOf(Read(ManyRedirects(21))));

        static string ManyRedirects(int count) =>
            "{\"redirect_uris\":[" + string.Join(
                ',', Enumerable.Range(0, count).Select(index => $"\"https://client.example/{index}\"")) + "]}";
    }

    [Fact]
    public void Read_FurtherTexts_AreKept_TooLongOnesAndOthersAreNot()
    {
        var read = Read(
            "{" + Redirects + ",\"client_uri\":\"https://c.example\",\"logo_uri\":7,\"tos_uri\":\"\",\"policy_uri\":\"" + new string(
                'p', 1001)
            + "\",\"contacts\":\"me\",\"scope\":\"a b\",\"software_id\":\"" + new string('s', 1000) + "\"}").Value!;

        Assert.Equal(["client_uri", "scope", "software_id"], read.Further.Keys.Order(StringComparer.Ordinal));
        Assert.Equal("a b", read.Further["scope"]);
    }

    /// <summary>Whatever a stranger registers: only redirect URIs that may be, only the grants of users, and never an exception.</summary>
    [Fact]
    public void Read_AnyObject_IsRefusedOrSafe()
    {
        string[] values =
        [
            "\"https://a.example/\"", "[\"https://a.example/\"]", "[\"javascript:x\"]", "[\"authorization_code\"]",
                "[\"client_credentials\",\"authorization_code\"]",
            "[\"code\"]", "\"none\"", "\"client_secret_basic\"", "null", "7", "{}", "[]", "\"\"", "\"\\ud800\"",
                "[\"" + DeviceGrant + "\"]",
        ];
        var members = from name in Gen.Elements(
                          "redirect_uris", "grant_types", "response_types", "token_endpoint_auth_method", "client_name", "scope",
                              "client_uri")
                      from value in Gen.Elements(values)
                      select (name, value);
        Prop.ForAll(members.ListOf().ToArbitrary(), drawn =>
        {
            var read = Read(
                "{" + string.Join(
                ',', drawn.DistinctBy(member => member.name).Select(member => $"\"{member.name}\":{member.value}")) + "}");
            return !read.IsSuccess
                || (read.Value.RedirectUris.All(uri => RedirectUri.ProblemOf(uri, []) is null)
                    && read.Value.GrantTypes.All(GrantTypes.ForUsers.Contains)
                    && read.Value.GrantTypes.Count > 0
                    && ClientAuthMethods.All.Contains(read.Value.AuthMethod));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1000));
    }

    [Theory]
    [InlineData("none", false)]
    [InlineData("client_secret_basic", true)]
    public async Task Create_Client_IsStoredWithHashesOnly_AndEndsAfterADay(string method, bool hasSecret)
    {
        await using var core = await OAuthCore.StartAsync();
        var registered = await CreateAsync(core, method);

        var stored = (await core.Core.Documents.FindAsync(
            ClientDirectory.Registrations, registered.Client.Id, OAuthCore.Cancellation))!.Value;
        Assert.Equal(hasSecret, registered.Secret is not null);
        Assert.Equal(registered.Secret is { } secret ? Secrets.Hash(secret) : null, stored.SecretHash);
        Assert.Equal(Secrets.Hash(registered.ManagementToken), stored.ManagementHash);
        Assert.Equal(core.Core.Clock.GetUtcNow().AddDays(1), stored.ExpiresAt);
        Assert.StartsWith("dyn-", stored.Id, StringComparison.Ordinal);
        Assert.Equal(stored.Id, registered.ToString());

        var json = registered.ToJson(OAuthCore.Origin);
        Assert.Equal($"{OAuthCore.Origin}/oauth2/register/{stored.Id}", (string)json["registration_client_uri"]!);
        Assert.Equal((hasSecret, hasSecret), (json.ContainsKey("client_secret"), json.ContainsKey("client_secret_expires_at")));
    }

    [Fact]
    public async Task Manage_WrongToken_IsUnauthenticated_WhateverIsAsked()
    {
        await using var core = await OAuthCore.StartAsync();
        var registered = await CreateAsync(core, "none");
        var other = await CreateAsync(core, "none");
        var registrations = core.Get<Registrations>();
        var request = Read("{" + Redirects + "}").Value!;
        foreach (var token in (string?[])[null, "", "wrong", other.ManagementToken])
        {
            Assert.Equal(
                ErrorKind.Unauthenticated,
                (await registrations.FindAsync(registered.Client.Id, token, OAuthCore.Cancellation)).Error!.Kind);
            Assert.Equal(
                ErrorKind.Unauthenticated,
                    (await registrations.UpdateAsync(registered.Client.Id, token, request, OAuthCore.Cancellation)).Error!.Kind);
            Assert.Equal(
                ErrorKind.Unauthenticated, (await registrations.DeleteAsync(registered.Client.Id, token, OAuthCore.Cancellation))!.Kind);
        }

        Assert.Equal(
            ErrorKind.Unauthenticated,
            (await registrations.FindAsync("bad\nid", registered.ManagementToken, OAuthCore.Cancellation)).Error!.Kind);
        Assert.True((await registrations.FindAsync(registered.Client.Id, registered.ManagementToken, OAuthCore.Cancellation)).IsSuccess);
    }

    [Theory]
    [InlineData("none", "none", "")]
    [InlineData("none", "client_secret_basic", "invalid_client_metadata")]
    [InlineData("client_secret_basic", "none", "invalid_client_metadata")]
    [InlineData("client_secret_basic", "client_secret_post", "")]
    public async Task Update_Method_CannotChangeToOrFromNone(string before, string after, string error)
    {
        await using var core = await OAuthCore.StartAsync();
        var registered = await CreateAsync(core, before);
        var request = Read(
            "{\"redirect_uris\":[\"https://client.example/new\"],\"client_name\":\"New\",\"token_endpoint_auth_method\":\"" + after
                + "\"}").Value!;

        var updated = await core.Get<Registrations>().UpdateAsync(
            registered.Client.Id, registered.ManagementToken, request, OAuthCore.Cancellation);

        Assert.Equal(error, OAuthCore.CodeOf(updated));
        var stored = (await core.Core.Documents.FindAsync(
            ClientDirectory.Registrations, registered.Client.Id, OAuthCore.Cancellation))!.Value;
        Assert.Equal(error.Length == 0 ? ("New", after) : ("Client", before), (stored.Name, stored.AuthMethod));
        Assert.Equal(registered.Client.SecretHash, stored.SecretHash);
    }

    [Fact]
    public async Task Delete_Client_EndsItsGrantsAndItself()
    {
        await using var core = await OAuthCore.StartAsync();
        var registered = await CreateAsync(core, "none");
        var client = registered.Client;
        var code = await core.CodeAsync(OAuthCore.Request(client.Id) with { RedirectUri = "https://client.example/cb" });
        var tokens = (await core.RedeemAsync(client, code, ("redirect_uri", "https://client.example/cb"))).Value!;

        Assert.Null(await core.Get<Registrations>().DeleteAsync(client.Id, registered.ManagementToken, OAuthCore.Cancellation));

        Assert.Equal("invalid_grant", OAuthCore.CodeOf(await core.RefreshAsync(client, tokens.RefreshToken!)));
        Assert.Equal(
            "invalid_client", OAuthCore.CodeOf(await core.Get<ClientDirectory>().FindAsync(client.Id, "a", OAuthCore.Cancellation)));
    }

    [Fact]
    public async Task Keep_Registration_NoLongerEnds_AndUnknownOnesAreLeftAlone()
    {
        await using var core = await OAuthCore.StartAsync();
        var registered = await CreateAsync(core, "none");

        await core.Get<ClientDirectory>().KeepAsync(registered.Client.Id, OAuthCore.Cancellation);
        await core.Get<ClientDirectory>().KeepAsync("unknown", OAuthCore.Cancellation);

        var all = await core.Core.Documents.ListAsync(ClientDirectory.Registrations, OAuthCore.Cancellation);
        Assert.Null(Assert.Single(all).Value.ExpiresAt);
    }

    private static async Task<RegisteredClient> CreateAsync(OAuthCore core, string method) => (await core.Get<Registrations>().CreateAsync(
        Read("{" + Redirects + ",\"client_name\":\"Client\",\"token_endpoint_auth_method\":\"" + method + "\"}").Value!,
            OAuthCore.Cancellation)).Value!;

    private static Result<RegistrationRequest> Read(string json) =>
        RegistrationRequest.Read(JsonSerializer.Deserialize<JsonElement>(Encoding.UTF8.GetBytes(json)), []);
}
