using McpGateway.Core.Egress.Providers;

namespace McpGateway.Tests.Egress;

/// <summary>Which addresses secrets are sent to and consent is given at.</summary>
public sealed class EgressAddressTests
{
    [Theory]
    [InlineData("https://id.example.org/token", true, true, true, true)]
    [InlineData("https://id.example.org:8443/token?tenant=a", true, true, true, true)]
    [InlineData("http://id.example.org/token", false, true, false, true)]
    [InlineData("http://127.0.0.1:9/token", true, true, false, false)]
    [InlineData("http://localhost:9/token", true, true, false, false)]
    [InlineData("http://[::1]:9/token", true, true, false, false)]
    [InlineData("https://127.0.0.1:9/token", true, true, false, false)]
    [InlineData("https://10.0.0.7/token", true, true, false, false)]
    [InlineData("http://10.0.0.7/token", false, true, false, false)]
    [InlineData("https://169.254.169.254/latest", false, false, false, false)]
    [InlineData("http://169.254.169.254/latest", false, false, false, false)]
    [InlineData("https://user@id.example.org/token", false, false, false, false)]
    [InlineData("https://user:word@id.example.org/token", false, false, false, false)]
    [InlineData("https://id.example.org/token#part", false, false, false, false)]
    [InlineData("ftp://id.example.org/token", false, false, false, false)]
    [InlineData("file:///etc/passwd", false, false, false, false)]
    [InlineData("/token", false, false, false, false)]
    [InlineData("id.example.org/token", false, false, false, false)]
    [InlineData("", false, false, false, false)]
    [InlineData(null, false, false, false, false)]
    public void Problem_Address_IsNoneOnlyWhereSecretsMayGo(
        string? address, bool asItComes, bool withHttp, bool withoutPrivate, bool withHttpWithoutPrivate)
    {
        Assert.Equal(asItComes, IsUsable(address, unsafeAllowHttp: false, allowPrivateAddresses: true));
        Assert.Equal(withHttp, IsUsable(address, unsafeAllowHttp: true, allowPrivateAddresses: true));
        Assert.Equal(withoutPrivate, IsUsable(address, unsafeAllowHttp: false, allowPrivateAddresses: false));
        Assert.Equal(withHttpWithoutPrivate, IsUsable(address, unsafeAllowHttp: true, allowPrivateAddresses: false));
    }

    private static bool IsUsable(string? address, bool unsafeAllowHttp, bool allowPrivateAddresses)
    {
        using var rig = new EgressRig(unsafeAllowHttp, allowPrivateAddresses);
        return rig.Get<EgressHttp>().Problem(address) is null;
    }
}
