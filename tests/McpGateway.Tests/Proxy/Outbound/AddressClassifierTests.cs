using System.Net;
using McpGateway.Proxy.Outbound;

namespace McpGateway.Tests.Proxy.Outbound;

public sealed class AddressClassifierTests
{
    [Theory]
    [InlineData("8.8.8.8", "Public")]
    [InlineData("2606:4700::1111", "Public")]
    [InlineData("127.0.0.1", "Private")]
    [InlineData("127.8.8.8", "Private")]
    [InlineData("10.1.2.3", "Private")]
    [InlineData("172.16.0.1", "Private")]
    [InlineData("172.32.0.1", "Public")]
    [InlineData("192.168.1.1", "Private")]
    [InlineData("100.64.0.1", "Private")]
    [InlineData("::1", "Private")]
    [InlineData("fd12:3456::1", "Private")]
    [InlineData("fec0::1", "Private")]
    [InlineData("169.254.169.254", "Forbidden")]
    [InlineData("169.254.170.2", "Forbidden")]
    [InlineData("169.254.0.1", "Forbidden")]
    [InlineData("100.100.100.200", "Forbidden")]
    [InlineData("168.63.129.16", "Forbidden")]
    [InlineData("192.0.0.192", "Forbidden")]
    [InlineData("0.0.0.0", "Forbidden")]
    [InlineData("0.1.2.3", "Forbidden")]
    [InlineData("224.0.0.1", "Forbidden")]
    [InlineData("255.255.255.255", "Forbidden")]
    [InlineData("::", "Forbidden")]
    [InlineData("fe80::1", "Forbidden")]
    [InlineData("fe80::1%3", "Forbidden")]
    [InlineData("ff02::1", "Forbidden")]
    [InlineData("fd00:ec2::254", "Forbidden")]
    [InlineData("fd20:ce::254", "Forbidden")]
    [InlineData("2001:0:1:2::3", "Forbidden")]
    [InlineData("::ffff:8.8.8.8", "Public")]
    [InlineData("::ffff:10.0.0.1", "Private")]
    [InlineData("::ffff:169.254.169.254", "Forbidden")]
    [InlineData("::169.254.169.254", "Forbidden")]
    [InlineData("::10.0.0.1", "Private")]
    [InlineData("::ffff:0:169.254.169.254", "Forbidden")]
    [InlineData("2002:a9fe:a9fe::1", "Forbidden")]
    [InlineData("2002:0a00:0001::1", "Private")]
    [InlineData("2002:0808:0808::1", "Public")]
    [InlineData("64:ff9b::169.254.169.254", "Forbidden")]
    [InlineData("64:ff9b::10.0.0.1", "Private")]
    [InlineData("64:ff9b::8.8.8.8", "Public")]
    [InlineData("64:ff9b:1::1", "Forbidden")]
    [InlineData("2606:4700::5efe:169.254.169.254", "Forbidden")]
    public void Classify_Address_Class(string address, string expected) =>
        Assert.Equal(expected, AddressClassifier.Classify(IPAddress.Parse(address)).ToString());

    [Theory]
    [InlineData("https://example.com/", false, true)]
    [InlineData("http://localhost:8000/", true, true)]
    [InlineData("http://localhost:8000/", false, false)]
    [InlineData("http://api.localhost/", false, false)]
    [InlineData("http://10.0.0.1/", true, true)]
    [InlineData("http://10.0.0.1/", false, false)]
    [InlineData("http://169.254.169.254/", true, false)]
    [InlineData("http://0xa9fea9fe/", true, false)]
    [InlineData("http://2852039166/", true, false)]
    [InlineData("http://0251.0376.0251.0376/", true, false)]
    [InlineData("http://[::ffff:169.254.169.254]/", true, false)]
    public void Problem_ConfiguredUrl_FoundWhereItIsEntered(string url, bool allowsPrivate, bool isFine) =>
        Assert.Equal(isFine, OutboundGuard.Problem(new Uri(url), allowsPrivate) is null);
}
