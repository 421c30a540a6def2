using System.Text;
using FsCheck;
using FsCheck.Fluent;
using McpGateway.AuthorizationServer.Clients;
using McpGateway.Identity.Clients;

namespace McpGateway.Tests.AuthorizationServer.Clients;

public sealed class MetadataDocumentTests
{
    private const string Url = "https://client.example/metadata.json";
    private const string Proper = "\"client_id\":\"" + Url + "\",\"redirect_uris\":[\"https://client.example/cb\"]";

    private static readonly DateTimeOffset Now = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Read_Smallest_IsAPublicClientNamedByItsHost()
    {
        var client = Read("{" + Proper + "}")!;

        Assert.Equal(
            (Url, "client.example", ClientSource.MetadataDocument, ClientAuthMethods.None),
            (client.Id, client.Name, client.Source, client.AuthMethod));
        Assert.Equal(["https://client.example/cb"], client.RedirectUris);
        Assert.Equal([GrantTypes.AuthorizationCode, GrantTypes.RefreshToken], client.GrantTypes);
        Assert.True(client.IsPublic);
        Assert.Equal(Now, client.CreatedAt);
    }

    [Theory]
    [InlineData(",\"client_name\":\"A name\"", "A name")]
    [InlineData(",\"client_name\":\" \"", "client.example")]
    [InlineData(",\"client_name\":7", "client.example")]
    public void Read_Name_AsListed(string more, string expected) => Assert.Equal(expected, Read("{" + Proper + more + "}")!.Name);

    [Fact]
    public void Read_LongName_IsCutOff()
    {
        Assert.Equal(100, Read("{" + Proper + $",\"client_name\":\"{new string('n', 101)}\"}}")!.Name.Length);
        Assert.Equal(100, Read("{" + Proper + $",\"client_name\":\"{new string('n', 100)}\"}}")!.Name.Length);
    }

    [Theory]
    [InlineData("[\"authorization_code\"]", "authorization_code")]
    [InlineData("[\"refresh_token\",\"client_credentials\"]", "refresh_token")]
    [InlineData("[\"client_credentials\"]", "")]
    [InlineData("[\"urn:ietf:params:oauth:grant-type:device_code\"]", "urn:ietf:params:oauth:grant-type:device_code")]
    [InlineData("[]", "authorization_code,refresh_token")]
    public void Read_Grants_AreThoseOfUsersOnly(string grants, string expected) =>
        Assert.Equal(expected, string.Join(',', Read("{" + Proper + ",\"grant_types\":" + grants + "}")!.GrantTypes));

    [Theory]
    [InlineData("[]", "not a JSON object")]
    [InlineData("{", "not a JSON object")]
    [InlineData("{\"client_id\":\"a\",\"client_id\":\"b\"}", "not a JSON object")]
    [InlineData("{}", "client_id")]
    [InlineData("{\"client_id\":\"https://client.example/other.json\"}", "client_id")]
    [InlineData("{\"client_id\":7}", "client_id")]
    [InlineData("{\"client_id\":\"" + Url + "\"}", "redirect_uris")]
    [InlineData("{\"client_id\":\"" + Url + "\",\"redirect_uris\":[]}", "redirect_uris")]
    [InlineData("{\"client_id\":\"" + Url + "\",\"redirect_uris\":[1]}", "redirect_uris")]
    [InlineData("{\"client_id\":\"" + Url + "\",\"redirect_uris\":[\"https://a.example\",\"javascript:x\"]}", "redirect_uris")]
    [InlineData("{" + Proper + ",\"token_endpoint_auth_method\":\"client_secret_basic\"}", "authenticates with none")]
    [InlineData("{" + Proper + ",\"token_endpoint_auth_method\":1}", "authenticates with none")]
    [InlineData("{" + Proper + ",\"client_secret\":\"x\"}", "authenticates with none")]
    [InlineData("{" + Proper + ",\"grant_types\":{}}", "grant_types")]
    public void Read_Untrustworthy_IsRefusedWithTheReason(string json, string part)
    {
        var read = MetadataDocument.Read(Url, Encoding.UTF8.GetBytes(json), [], Now);

        Assert.Equal("invalid_client", read.Error?.Code);
        Assert.Contains(part, read.Error!.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(20, true)]
    [InlineData(21, false)]
    public void Read_Redirects_AreCounted(int count, bool isAccepted)
    {
        var uris = string.Join(',', Enumerable.Range(0, count).Select(index => $"\"https://client.example/{index}\""));

        Assert.Equal(isAccepted, Read($$"""{"client_id":"{{Url}}","redirect_uris":[{{uris}}]}""") is not null);
    }

    [Fact]
    public void Read_AnyBytes_AreRefusedWithoutAnException() => Prop.ForAll<byte[]>(bytes =>
        !MetadataDocument.Read(Url, bytes ?? [], [], Now).IsSuccess).QuickCheckThrowOnFailure();

    private static OAuthClientRecord? Read(string json) => MetadataDocument.Read(Url, Encoding.UTF8.GetBytes(json), [], Now).Value;
}
