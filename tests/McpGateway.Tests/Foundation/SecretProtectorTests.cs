using System.Text;
using FsCheck;
using FsCheck.Fluent;
using McpGateway.Foundation.Secrets;

namespace McpGateway.Tests.Foundation;

public sealed class SecretProtectorTests
{
    private static readonly byte[] Plaintext = Encoding.UTF8.GetBytes("Bearer upstream-token");

    private readonly SecretProtector _protector = Create("the first master key");

    [Fact]
    public void Unprotect_WhatWasProtected_IsThePlaintext() =>
        Assert.Equal(Plaintext, _protector.Unprotect("headers", _protector.Protect("headers", Plaintext, "row"u8), "row"u8));

    [Fact]
    public void Unprotect_Empty_RoundTrips() => Assert.Empty(_protector.Unprotect("headers", _protector.Protect("headers", []))!);

    [Fact]
    public void Unprotect_OtherInstanceOfSameKey_IsThePlaintext() =>
        Assert.Equal(Plaintext, Create("the first master key").Unprotect("headers", _protector.Protect("headers", Plaintext)));

    [Fact]
    public void Unprotect_OtherPurpose_IsNull() => Assert.Null(_protector.Unprotect("sessions", _protector.Protect("headers", Plaintext)));

    [Fact]
    public void Unprotect_OtherAssociatedData_IsNull() =>
        Assert.Null(_protector.Unprotect("headers", _protector.Protect("headers", Plaintext, "row 1"u8), "row 2"u8));

    [Fact]
    public void Unprotect_OtherMasterKey_IsNull() =>
        Assert.Null(Create("the second master key").Unprotect("headers", _protector.Protect("headers", Plaintext)));

    [Fact]
    public void Unprotect_AnyBitFlipped_IsNull()
    {
        var data = _protector.Protect("headers", Plaintext);
        for (var bit = 0; bit < data.Length * 8; bit++)
        {
            var changed = (byte[])data.Clone();
            changed[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.Null(_protector.Unprotect("headers", changed));
        }
    }

    [Fact]
    public void Unprotect_AnyCut_IsNull()
    {
        var data = _protector.Protect("headers", Plaintext);
        for (var length = 0; length < data.Length; length++)
        {
            Assert.Null(_protector.Unprotect("headers", data.AsSpan(0, length)));
        }
    }

    [Fact]
    public void Unprotect_RandomBytes_IsNullAndDoesNotThrow() =>
        Prop.ForAll<byte[]>(bytes => _protector.Unprotect("headers", [1, .. bytes]) is null).QuickCheckThrowOnFailure();

    [Fact]
    public void Protect_Twice_DiffersAndHidesThePlaintext()
    {
        var first = _protector.Protect("headers", Plaintext);
        Assert.NotEqual(first, _protector.Protect("headers", Plaintext));
        Assert.Equal(-1, first.AsSpan().IndexOf(Plaintext));
    }

    [Fact]
    public void DeriveKey_PerPurpose_IsStableAndDistinct()
    {
        var key = _protector.DeriveKey("tokens");
        Assert.Equal(32, key.Length);
        Assert.Equal(key, Create("the first master key").DeriveKey("tokens"));
        Assert.NotEqual(key, _protector.DeriveKey("cookies"));
        Assert.NotEqual(key, Create("the second master key").DeriveKey("tokens"));
    }

    [Fact]
    public void DeriveKey_ReturnedKey_IsTheCallersOwn()
    {
        _protector.DeriveKey("tokens")[0] ^= 1;
        Assert.Equal(Create("the first master key").DeriveKey("tokens"), _protector.DeriveKey("tokens"));
    }

    private static SecretProtector Create(string secretKey) => new(MasterKey.FromText(secretKey));
}
