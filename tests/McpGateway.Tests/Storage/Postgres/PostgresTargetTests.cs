using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using McpGateway.Storage.Postgres.Connecting;
using Npgsql;

namespace McpGateway.Tests.Storage.Postgres;

/// <summary>Every form in which companies state a PostgreSQL, what the driver is told, and what is refused.</summary>
public sealed class PostgresTargetTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData("postgres://u:p@db/d", "Database=d;Host=db;Password=p;Port=5432;Username=u")]
    [InlineData("postgresql://u:p@db:6000/d", "Database=d;Host=db;Password=p;Port=6000;Username=u")]
    [InlineData("POSTGRESQL://u@db", "Host=db;Port=5432;Username=u")]
    [InlineData("postgres://u%40x:p%3A%2F%40%25@db/my%20data", "Database=my data;Host=db;Password=p:/@%;Port=5432;Username=u@x")]
    [InlineData("postgres://u:p%C3%A4%C3%B6@db/d", "Database=d;Host=db;Password=päö;Port=5432;Username=u")]
    [InlineData("postgres://u:a:b@db/d", "Database=d;Host=db;Password=a:b;Port=5432;Username=u")]
    [InlineData("postgres://u:a+b@db/d", "Database=d;Host=db;Password=a+b;Port=5432;Username=u")]
    [InlineData("postgres://[2001:db8::1]:5433/d", "Database=d;Host=2001:db8::1;Port=5433")]
    [InlineData("postgres://[::1]/d", "Database=d;Host=::1;Port=5432")]
    [InlineData("postgres://%2Fvar%2Flib%2Fpg/d", "Database=d;Host=/var/lib/pg;Port=5432")]
    [InlineData("postgres:///d?host=/var/lib/pg&port=6000", "Database=d;Host=/var/lib/pg;Port=6000")]
    [InlineData("postgres://u@/d?host=/cloudsql/p:r:i", "Database=d;Host=/cloudsql/p:r:i;Port=5432;Username=u")]
    [InlineData("postgres://h1:5432,h2:5433/d", "Database=d;Host=h1:5432,h2:5433")]
    [InlineData("postgres://h1,h2:5433/d", "Database=d;Host=h1:5432,h2:5433")]
    [InlineData("postgres://h1,h2/d?port=6000", "Database=d;Host=h1:6000,h2:6000")]
    [InlineData("postgres://h1,[::1]:7/d", "Database=d;Host=h1:5432,[::1]:7")]
    [InlineData("postgres://u@db/d?user=v&password=q", "Database=d;Host=db;Password=q;Port=5432;Username=v")]
    [InlineData("postgres://db/d?ssl=true", "Database=d;Host=db;Port=5432;SSL Mode=Require")]
    [InlineData("postgres://db/d?Maximum%20Pool%20Size=7", "Database=d;Host=db;Maximum Pool Size=7;Port=5432")]
    [InlineData("host=db dbname=d user=u password=p port=6000", "Database=d;Host=db;Password=p;Port=6000;Username=u")]
    [InlineData("  host = db   dbname = 'my data'  password='it\\'s \\\\ ok' ", "Database=my data;Host=db;Password=it's \\ ok;Port=5432")]
    [InlineData("host=db password=a;b=c", "Host=db;Password=a;b=c;Port=5432")]
    [InlineData("host=db password='a;b'", "Host=db;Password=a;b;Port=5432")]
    [InlineData("host=h1,h2 port=1,2", "Host=h1:1,h2:2")]
    [InlineData("Host=db Database=d", "Database=d;Host=db;Port=5432")]
    [InlineData("host=/a,/b port=1,2", "Host=/a:1,/b:2")]
    [InlineData("hostaddr=10.0.0.7 dbname=d", "Database=d;Host=10.0.0.7;Port=5432")]
    [InlineData("Host=db;Database=d;Username=u;Password=p q", "Database=d;Host=db;Password=p q;Port=5432;Username=u")]
    [InlineData("Server=db;User Id=u;Pwd=p;DB=d;", "Database=d;Host=db;Password=p;Port=5432;Username=u")]
    [InlineData("host=db;database=d", "Database=d;Host=db;Port=5432")]
    [InlineData("Host=db;Password=\"a;b\"", "Host=db;Password=a;b;Port=5432")]
    [InlineData("Host=h1:6,h2;Port=7", "Host=h1:6,h2:7")]
    [InlineData("Host=db:6", "Host=db;Port=6")]
    [InlineData("Host=db;Maximum Pool Size=100;Timeout=15", "Host=db;Maximum Pool Size=100;Port=5432;Timeout=15")]
    [InlineData("Host=db;sslmode=verify-full", "Host=db;Port=5432;SSL Mode=VerifyFull")]
    [InlineData("Host=db;SSL Mode=VerifyFull", "Host=db;Port=5432;SSL Mode=VerifyFull")]
    public void Read_EveryForm_MeansTheSameAsElsewhere(string text, string expected) => Assert.Equal(expected, Show(Read(text)));

    [Theory]
    [InlineData("sslmode=disable", "SSL Mode=Disable")]
    [InlineData("sslmode=allow", "SSL Mode=Allow")]
    [InlineData("sslmode=prefer", "SSL Mode=Prefer")]
    [InlineData("sslmode=require", "SSL Mode=Require")]
    [InlineData("sslmode=verify-ca", "SSL Mode=VerifyCA")]
    [InlineData("sslmode=verify-full", "SSL Mode=VerifyFull")]
    [InlineData("requiressl=1", "SSL Mode=Require")]
    [InlineData("sslmode=require sslnegotiation=direct", "SSL Mode=Require;SSL Negotiation=Direct")]
    [InlineData("sslpassword=x", "SSL Password=x")]
    [InlineData("channel_binding=require", "Channel Binding=Require")]
    [InlineData("connect_timeout=15", "Timeout=15")]
    [InlineData("connect_timeout=0", "Timeout=0")]
    [InlineData("connect_timeout=-1", "Timeout=0")]
    [InlineData("application_name=a fallback_application_name=b", "Application Name=a")]
    [InlineData("fallback_application_name=b", "Application Name=b")]
    [InlineData("options='-c search_path=x -c jit=off'", "Options=-c search_path=x -c jit=off")]
    [InlineData("keepalives=1", "TCP Keepalive=True")]
    [InlineData("keepalives=0 keepalives_idle=30", "TCP Keepalive=False")]
    [InlineData(
        "keepalives=1 keepalives_idle=30 keepalives_interval=10",
        "TCP Keepalive=True;TCP Keepalive Interval=10;TCP Keepalive Time=30")]
    [InlineData("load_balance_hosts=random", "Load Balance Hosts=True")]
    [InlineData("load_balance_hosts=disable", "Load Balance Hosts=False")]
    [InlineData("gssencmode=disable", "GSS Encryption Mode=Disable")]
    [InlineData("krbsrvname=pg", "Kerberos Service Name=pg")]
    [InlineData("require_auth=scram-sha-256", "Require Auth=ScramSHA256")]
    [InlineData("require_auth=!password,!md5", "Require Auth=!Password,!MD5")]
    [InlineData("client_encoding=utf-8", "")]
    [InlineData("client_encoding=auto", "")]
    [InlineData("sslcompression=0 sslsni=1 gssdelegation=0 replication=false", "")]
    [InlineData("min_protocol_version=3.0 max_protocol_version=latest", "")]
    [InlineData("user=", "")]
    public void Read_ParameterOfLibpq_IsTheDriversOwn(string parameters, string expected)
    {
        var shown = Show(Read("host=db " + parameters)).Split(';').Where(pair => pair is not ("Host=db" or "Port=5432"));

        Assert.Equal(expected, string.Join(';', shown));
    }

    [Theory]
    [InlineData("postgres://h1,h2/d", "ReadWrite")]
    [InlineData("postgres://h1,h2/d?target_session_attrs=read-write", "ReadWrite")]
    [InlineData("postgres://h1,h2/d?target_session_attrs=primary", "Primary")]
    [InlineData("postgres://h1,h2/d?target_session_attrs=any", "Any")]
    [InlineData("postgres://h1/d?target_session_attrs=read-write", "ReadWrite")]
    [InlineData("postgres://h1/d?target_session_attrs=any", null)]
    [InlineData("Host=h1,h2;Target Session Attributes=prefer-primary", "PreferPrimary")]
    [InlineData("postgres://h1/d", null)]
    public void Read_Session_IsTheOneThatCanBeWrittenTo(string text, string? expected) =>
        Assert.Equal(expected, Read(text).Session?.ToString());

    [Theory]
    [InlineData("host=db sslcrl=/x", "'sslcrl'", "Check Certificate Revocation")]
    [InlineData("host=db sslcrldir=/x", "'sslcrldir'", "Check Certificate Revocation")]
    [InlineData("host=db sslsni=0", "'sslsni'", "leave it out")]
    [InlineData("host=db requirepeer=postgres", "'requirepeer'", "verify-full")]
    [InlineData("host=db gsslib=sspi", "'gsslib'", "leave it out")]
    [InlineData("host=db gssdelegation=1", "'gssdelegation'", "leave it out")]
    [InlineData("host=db scram_client_key=x", "'scram_client_key'", "password")]
    [InlineData("host=db scram_server_key=x", "'scram_server_key'", "password")]
    [InlineData("host=db oauth_issuer=x", "'oauth_issuer'", "client certificate")]
    [InlineData("host=db oauth_client_id=x", "'oauth_client_id'", "client certificate")]
    [InlineData("host=db oauth_client_secret=hunter22", "'oauth_client_secret'", "client certificate")]
    [InlineData("host=db oauth_scope=x", "'oauth_scope'", "client certificate")]
    [InlineData("host=db sslkeylogfile=/x", "'sslkeylogfile'", "leave it out")]
    [InlineData("host=db min_protocol_version=3.2", "'min_protocol_version'", "leave it out")]
    [InlineData("host=db replication=database", "'replication'", "leave it out")]
    [InlineData("host=db target_session_attrs=read-only", "'target_session_attrs'", "read-write")]
    [InlineData("host=db target_session_attrs=standby", "'target_session_attrs'", "read-write")]
    [InlineData("host=db target_session_attrs=prefer-standby", "'target_session_attrs'", "read-write")]
    [InlineData("host=db hostaddr=10.0.0.7", "'hostaddr'", "leave it out")]
    [InlineData("host=db sslmode=sometimes", "'sslmode'", "verify-full")]
    [InlineData("host=db sslmode=3", "'sslmode'", "verify-full")]
    [InlineData("host=db sslnegotiation=direct", "'sslnegotiation'", "sslmode=require")]
    [InlineData("host=db sslnegotiation=direct sslmode=prefer", "'sslnegotiation'", "sslmode=require")]
    [InlineData("host=db sslrootcert=/nope", "'sslrootcert'", "verify-full")]
    [InlineData("host=db sslrootcert=/nope sslmode=prefer", "'sslrootcert'", "verify-full")]
    [InlineData("host=db sslrootcert=/nope sslmode=verify-full", "'/nope'", "correct the path")]
    [InlineData("host=db sslrootcert=system sslmode=require", "'sslrootcert'", "verify-full")]
    [InlineData("host=db sslcert=/nope", "'/nope'", "correct the path")]
    [InlineData("host=db sslkey=/nope", "'/nope'", "correct the path")]
    [InlineData("host=db sslcertmode=require", "'sslcertmode'", "pg_hba.conf")]
    [InlineData("host=db passfile=/nope", "'/nope'", "correct the path")]
    [InlineData("host=db ssl_min_protocol_version=SSLv3", "'ssl_min_protocol_version'", "TLSv1.2")]
    [InlineData("host=db ssl_max_protocol_version=TLSv1", "'ssl_max_protocol_version'", "TLSv1.2")]
    [InlineData("host=db ssl_min_protocol_version=TLSv1.3 ssl_max_protocol_version=TLSv1.2", "'ssl_max_protocol_version'", "lower")]
    [InlineData("host=db channel_binding=perhaps", "'channel_binding'", "require")]
    [InlineData("host=db require_auth=kerberos", "'require_auth'", "scram-sha-256")]
    [InlineData("host=db require_auth=md5,!password", "'require_auth'", "before all")]
    [InlineData("host=db client_encoding=LATIN1", "'client_encoding'", "UTF8")]
    [InlineData("Host=db;Encoding=latin1", "'client_encoding'", "UTF8")]
    [InlineData("host=db connect_timeout=soon", "'connect_timeout'", "whole number")]
    [InlineData("host=db connect_timeout=100000", "'connect_timeout'", "1024")]
    [InlineData("host=db keepalives=perhaps", "'keepalives'", "1 or 0")]
    [InlineData("host=db load_balance_hosts=always", "'load_balance_hosts'", "random")]
    [InlineData("host=db port=0", "'port'", "65535")]
    [InlineData("host=db port=abc", "'port'", "65535")]
    [InlineData("host=h1,h2,h3 port=1,2", "'port'", "as many as")]
    [InlineData("host=db service=nope", "'nope'", "PGSERVICEFILE")]
    [InlineData("host=db sslmod=require", "'sslmod'", "spelling")]
    [InlineData("postgres://db/d?pgbouncer=true", "'pgbouncer'", "leave it out")]
    [InlineData("postgres://db/d?schema=x", "'schema'", "search_path")]
    [InlineData("postgres://db/d?connection_limit=5", "'connection_limit'", "Storage__MaxConnections")]
    [InlineData("Host=db;Maximum Pool Size=-4", "'Maximum Pool Size'", "cannot have")]
    [InlineData("Host=db;Pooling=perhaps", "'Pooling'", "cannot have")]
    [InlineData("Host=db Datenbank=hunter22", "'Datenbank'", "spelling")]
    [InlineData("host=db password=hunter22\0", "'password'", "NUL")]
    [InlineData("host=db options=hunter22\0", "'options'", "NUL")]
    [InlineData("Hots=db;Passwort=hunter22", "", "spelling")]
    [InlineData("postgres://u:hunter22@x@db/d", "%40", "'@'")]
    [InlineData("postgres://u:hunt/er22@db/d", "'port'", "%2F")]
    [InlineData("postgres://u:100%hunter22@db/d", "'%'", "%25")]
    [InlineData("postgres://u:hunter22%00@db/d", "'%'", "%25")]
    [InlineData("postgres://[::1/d", "IPv6", "[::1]:5432")]
    [InlineData("postgres://a:b:c/d", "':'", "[::1]:5432")]
    [InlineData("postgres://db/d?sslmode", "parameter without a value", "name=value")]
    [InlineData("host=db password='hunter22", "'password'", "quote")]
    [InlineData("host=db hunter22", "'='", "in quotes")]
    [InlineData("Host=db;Password=\"hunter22", "connection string", "double quotes")]
    [InlineData("nonsense", "postgresql://", "operations.md")]
    [InlineData("jdbc:postgresql://db/d", "postgresql://", "operations.md")]
    public void Read_WhatCannotBeHonoured_IsRefusedByNameWithAdvice(string text, string name, string advice)
    {
        var failure = Assert.Throws<ConnectionTextException>(() => Read(text));

        Assert.Contains(name, failure.Message, StringComparison.OrdinalIgnoreCase);
        Assert.Contains(advice, failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hunt", failure.Message.Replace("'password'", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.DoesNotContain('\n', failure.Message);
        Assert.EndsWith(failure.Message.EndsWith(')') ? ")" : ".", failure.Message, StringComparison.Ordinal);
    }

    /// <summary>None is left out: what libpq knows is honoured, told to have no effect, or refused.</summary>
    [Fact]
    public void Listed_EveryParameter_HasAFateAndAReason() => Assert.All(LibpqParameters.Listed, static parameter =>
    {
        Assert.Equal(parameter.Use == ParameterUse.Honoured, parameter.Advice.Length == 0);
        Assert.Same(parameter, LibpqParameters.Find(parameter.Name));
    });

    [Fact]
    public void Read_ParametersWithoutEffect_AreTold()
    {
        var target = Read("host=db keepalives_count=3 tcp_user_timeout=5000 sslcompression=1 max_protocol_version=3.9");

        Assert.Equal(4, target.Notes.Count);
        Assert.All(target.Notes, static note => Assert.Contains("has no effect", note, StringComparison.Ordinal));
    }

    [Fact]
    public void Read_Environment_FillsWhatTheTextLeavesOut()
    {
        var around = Around(
            ("PGHOST", "other"), ("PGPORT", "6000"), ("PGUSER", "u"), ("PGPASSWORD", "p"), ("PGDATABASE", "d"),
            ("PGSSLMODE", "verify-full"), ("PGAPPNAME", "a"), ("PGCONNECT_TIMEOUT", "7"));

        Assert.Equal(
            "Application Name=a;Database=d;Host=other;Password=p;Port=6000;SSL Mode=VerifyFull;Timeout=7;Username=u",
            Show(PostgresTarget.Read("", around)));
        Assert.Equal(
            "Application Name=a;Database=x;Host=db;Password=p;Port=1;SSL Mode=Disable;Timeout=7;Username=u",
            Show(PostgresTarget.Read("postgres://db:1/x?sslmode=disable", around)));
        Assert.Equal(
            "Application Name=a;Database=d;Host=10.0.0.7;Password=p;Port=6000;SSL Mode=VerifyFull;Timeout=7;Username=u",
            Show(PostgresTarget.Read("hostaddr=10.0.0.7", around)));
    }

    [Fact]
    public void Read_EnvironmentThatCannotBeHonoured_IsRefusedToo() => Assert.Contains(
        "'sslcrl'", Assert.Throws<ConnectionTextException>(() => PostgresTarget.Read("host=db", Around(("PGSSLCRL", "/x")))).Message,
        StringComparison.Ordinal);

    [Fact]
    public void Read_Service_LiesBetweenTextAndEnvironment()
    {
        var file = Write(
            "pg_service.conf",
            "# ours\n[other]\nhost=wrong\n\n[gateway]\nhost=db\nport = 6000\ndbname=d\nuser=u\nsslmode=require\n");
        var around = Around(("PGSERVICEFILE", file), ("PGUSER", "v"), ("PGPASSWORD", "p"));
        var named = Around(("PGSERVICE", "gateway"), ("PGSERVICEFILE", file), ("PGPASSWORD", "p"));

        var expected = "Database=d;Host=db;Password=p;Port=6000;SSL Mode=Require;Username=u";
        Assert.Equal(expected, Show(PostgresTarget.Read("service=gateway", around)));
        Assert.Equal(expected, Show(PostgresTarget.Read("postgres://?service=gateway", around)));
        Assert.Equal(expected, Show(PostgresTarget.Read("", named)));
        Assert.Equal(
            "Database=x;Host=db;Port=6000;SSL Mode=Require;Username=u",
            Show(PostgresTarget.Read($"service=gateway dbname=x servicefile={file}", PostgresSurroundings.None)));
    }

    [Fact]
    public void Read_ServiceAtHome_IsFound()
    {
        Write(".pg_service.conf", "[gateway]\nhost=db\n");

        Assert.Equal("Host=db;Port=5432", Show(PostgresTarget.Read("service=gateway", new(Around().Variables, _directory.Path))));
    }

    [Theory]
    [InlineData("[gateway]\nservice=other\n", "names another service")]
    [InlineData("[gateway]\nldap://directory/x\n", "LDAP")]
    [InlineData("[gateway]\nhost\n", "name=value")]
    [InlineData("[gateway]\nhots=db\n", "'hots'")]
    [InlineData("[gatewai]\nhost=db\n", "no pg_service.conf has")]
    public void Read_ServiceThatIsNone_IsRefused(string content, string expected)
    {
        var around = Around(("PGSERVICEFILE", Write("services", content)));

        Assert.Contains(
            expected, Assert.Throws<ConnectionTextException>(() => PostgresTarget.Read("service=gateway", around)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Read_RequireWithAuthorities_ChecksAgainstThem()
    {
        var authorities = Write("root.crt", Certificate());

        Assert.Equal(SslMode.VerifyCA, Read($"host=db sslmode=require sslrootcert={authorities}").Settings.SslMode);
        Assert.Equal(SslMode.VerifyCA, Read($"Host=db;SSL Mode=Require;Root Certificate={authorities}").Settings.SslMode);
        Write(".postgresql/root.crt", Certificate());
        Assert.Equal(
            SslMode.VerifyCA, PostgresTarget.Read("host=db sslmode=require", new(Around().Variables, _directory.Path)).Settings.SslMode);
    }

    [Fact]
    public void Read_AuthoritiesOfTheSystem_AreCheckedWithTheName()
    {
        var target = Read("host=db sslrootcert=system");

        Assert.True(target.Tls.TrustsSystem);
        Assert.Equal((SslMode.Require, (string?)null), (target.Settings.SslMode, target.Settings.RootCertificate));
    }

    [Theory]
    [InlineData("sslrootcert", "no certificate")]
    [InlineData("passfile", "chmod 600")]
    [InlineData("sslkey", "chmod 600")]
    public void Read_FileThatWillNotDo_IsRefused(string parameter, string expected)
    {
        var file = Write("file", "nothing");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);
        }

        Assert.Contains(
            expected, Assert.Throws<ConnectionTextException>(() => Read($"host=db sslmode=verify-full {parameter}={file}")).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Read_DefaultsOfTheDriver_CountAsStated()
    {
        var target = Read("Host=db;Maximum Pool Size=100;Timeout=15;Keepalive=0");

        Assert.True(target.IsStated("Maximum Pool Size"));
        Assert.True(target.IsStated("Timeout"));
        Assert.True(target.IsStated("Keepalive"));
        Assert.False(Read("Host=db").IsStated("Timeout"));
        Assert.True(Read("postgres://db/d?connect_timeout=15").IsStated("Timeout"));
    }

    [Fact]
    public void ToString_HasNoPassword() =>
        Assert.Equal("h1:5432 or h2:5433, database d", Read("postgres://u:hunter22@h1,h2:5433/d?sslpassword=hunter22").ToString());

    [Fact]
    public void Read_Anything_FailsOnlyInItsOwnWay()
    {
        var piece = Gen.Elements(
            "postgres://", "postgresql://", "host=", "Host=", "db", ",", ":", ";", "@", "/", "?", "&", "=", "%", "%4", "%40", "%00", "'",
            "\"", "\\", " ", "[", "]", "::1", "5432", "port=", "sslmode=", "verify-full", "sslrootcert=", "system", "\ud83d", "ä", "\0",
            "\n", "options=", "SSL Mode=", "Timeout=", "Maximum Pool Size=", "99999999999", "-1", "service=", "passfile=", "/", "any",
            "target_session_attrs=", "require_auth=", "!", "hostaddr=", "Replication Mode=", "Multiplexing=",
            "Trust Server Certificate=", "true");
        var text = Gen.OneOf(
            piece.ListOf().Select(static pieces => string.Concat(pieces)),
            ArbMap.Default.GeneratorFor<string?>().Select(static any => any ?? ""));
        Prop.ForAll(text.ToArbitrary(), static any =>
        {
            try
            {
                return PostgresTarget.Read(any, PostgresSurroundings.None).Settings.Host is { Length: > 0 };
            }
            catch (ConnectionTextException failure)
            {
                return !failure.Message.Contains('\n', StringComparison.Ordinal);
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(5000));
    }

    private static PostgresTarget Read(string text) => PostgresTarget.Read(text, PostgresSurroundings.None);

    private static PostgresSurroundings Around(params (string Name, string Value)[] variables) =>
        new(variables.ToDictionary(pair => pair.Name, pair => pair.Value, StringComparer.Ordinal), null);

    private static string Show(PostgresTarget target) => string.Join(
        ';',
        target.Settings.Keys.Order(StringComparer.Ordinal).Select(
            key => string.Create(CultureInfo.InvariantCulture, $"{key}={target.Settings[key]}")));

    private static string Certificate()
    {
        using var key = System.Security.Cryptography.ECDsa.Create();
        var request = new System.Security.Cryptography.X509Certificates.CertificateRequest(
            "CN=test", key, System.Security.Cryptography.HashAlgorithmName.SHA256);
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(200));
        return certificate.ExportCertificatePem();
    }

    private string Write(string name, string content)
    {
        var file = _directory.File(name);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, content);
        return file;
    }
}
