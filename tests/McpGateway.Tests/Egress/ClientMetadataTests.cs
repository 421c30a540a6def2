using McpGateway.Core.Egress;
using McpGateway.Core.Egress.Providers;
using Microsoft.Extensions.Options;

namespace McpGateway.Tests.Egress;

public sealed class ClientMetadataTests
{
    private const string Elsewhere = "https://clients.example.com/gateway.json";

    [Theory]
    [InlineData("https://gateway.example.com", true, null, "https://gateway.example.com/oauth2/egress/client.json")]
    [InlineData("https://example.com/gw", true, null, "https://example.com/gw/oauth2/egress/client.json")]
    [InlineData("https://gateway.example.com", true, Elsewhere, Elsewhere)]
    [InlineData("http://127.0.0.1:8080", true, Elsewhere, Elsewhere)]
    [InlineData("https://gateway.example.com", false, null, null)]
    [InlineData("https://gateway.example.com", false, Elsewhere, null)]
    [InlineData("http://gateway.example.com", true, null, null)]
    [InlineData("https://localhost:8443", true, null, null)]
    [InlineData("https://gateway", true, null, null)]
    [InlineData("https://gateway.internal", true, null, null)]
    [InlineData("https://10.0.0.7", true, null, null)]
    [InlineData("https://[::1]:8443", true, null, null)]
    public void ClientIdFor_OnlyAnAddressThatAProviderCanFetch(string address, bool isUsed, string? url, string? expected)
    {
        var metadata = new ClientMetadata(Options.Create(new EgressOptions { UsesClientMetadata = isUsed, ClientMetadataUrl = url }));

        Assert.Equal(expected, metadata.ClientIdFor(address + ClientMetadata.CallbackPath));
    }

    [Theory]
    [InlineData(null, "https://gateway.example.com/oauth2/egress/client.json")]
    [InlineData(Elsewhere, Elsewhere)]
    public void Document_NamesTheAddressThatItIsFetchedFrom(string? url, string expected)
    {
        var metadata = new ClientMetadata(Options.Create(new EgressOptions { ClientMetadataUrl = url }));

        var document = metadata.Document("https://gateway.example.com");

        Assert.Equal(expected, document["client_id"]!.GetValue<string>());
        Assert.Equal("https://gateway.example.com/oauth2/egress/callback", document["redirect_uris"]![0]!.GetValue<string>());
    }

    [Theory]
    [InlineData("https://gateway.example.com/oauth2/egress/callback", "web")]
    [InlineData("http://127.0.0.1:5000/oauth2/egress/callback", "native")]
    [InlineData("http://localhost/oauth2/egress/callback", "native")]
    public void Describe_SaysWhatKindOfClientTheRedirectMakesIt(string redirect, string expected) =>
        Assert.Equal(expected, ClientMetadata.Describe(redirect, "none")["application_type"]!.GetValue<string>());
}
