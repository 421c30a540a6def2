using System.Diagnostics.Metrics;
using System.Reflection;
using System.Text.Json.Serialization;
using McpGateway.Contracts;
using McpGateway.Contracts.Client;
using McpGateway.Core.Admission.Webhooks;
using McpGateway.Core.Audit;
using McpGateway.Core.Audit.Events;
using McpGateway.Core.Audit.Forwarding;
using McpGateway.Core.Discovery.Search;
using McpGateway.Core.Federation.Sync;
using McpGateway.Core.Health.Checks;
using McpGateway.Core.Scanning;
using McpGateway.Core.Scanning.Pipeline;
using McpGateway.Foundation.Documents;
using McpGateway.Host.Connections;
using McpGateway.Identity.Telemetry;
using McpGateway.Proxy.Recording;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace McpGateway.Tests.Architecture;

/// <summary>Names that others hold: data at rest, clients, dashboards, alerts and deployments. None changes by accident.</summary>
public sealed class FrozenNamesTests
{
    private const string Folder = "tests/McpGateway.Tests/Architecture/Frozen/";

    [Fact]
    public void DocumentKinds_AndTheirMembers_AreAsStored()
    {
        var kinds = DocumentKinds.All();
        var lines = kinds.SelectMany(static kind => JsonMembers.Of(kind.Json).Prepend(kind.IsSealed ? "(sealed)" : "(plain)")
            .Select(member => $"{kind.Name} {member}"));

        Assert.Equal(kinds.Count, kinds.Select(static kind => kind.Name).Distinct(StringComparer.Ordinal).Count());
        AcceptedText.Verify(
            Folder + "documents.txt",
            lines,
            "Documents of earlier releases are in people's databases. A new member must be optional when it is read; "
                + "one that is gone or renamed "
            + "loses what was stored under it, so its old name must still be read; "
            + "a kind that becomes sealed must still read plain bodies.");
    }

    [Fact]
    public void WireNames_OfTheContracts_AreAsPublished()
    {
        var lines =
            from type in typeof(WireError).Assembly.GetExportedTypes()
            where !type.IsAssignableTo(typeof(JsonSerializerContext)) && type.Namespace != typeof(GatewayClient).Namespace
            orderby type.FullName
            let contract = ContractsJsonContext.Default.GetTypeInfo(type)
            from member in contract?.Properties.Select(JsonMembers.Line) ?? ["is in no JSON context"]
            select $"{type.Name} {member}";

        AcceptedText.Verify(
            Folder + "wire.txt",
            lines,
            "Clients read these names. Adding a member is safe; renaming, removing or retyping one breaks clients of the reference "
                + "product: "
            + "keep the old member beside the new one.");
    }

    [Fact]
    public void LogEvents_HaveTheirIds_EachOnce()
    {
        var events = ProductAssemblies.Loaded.SelectMany(static assembly => assembly.GetTypes())
            .SelectMany(static type => type.GetMethods(
                BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
            .Select(static method => (Method: method, Log: method.GetCustomAttribute<LoggerMessageAttribute>()))
            .Where(static found => found.Log is not null)
            .Select(static found => (
                Assembly: found.Method.DeclaringType!.Assembly.GetName().Name!["McpGateway.".Length..], found.Log!.EventId, found.Log.Level,
                Name: $"{found.Method.DeclaringType.Name}.{found.Method.Name}"))
            .OrderBy(static found => (found.EventId, found.Assembly, found.Name))
            .ToArray();

        Assert.All(events, static found => Assert.True(found.EventId > 0, $"{found.Name} states no event id."));
        Assert.DoesNotContain(events.CountBy(static found => (found.Assembly, found.EventId)), static count => count.Value > 1);
        AcceptedText.Verify(
            Folder + "log-events.txt",
            events.Select(static found => $"{found.EventId} {found.Assembly} {found.Level} {found.Name}"),
            "Alerts are set on event ids and levels. Give a new message a new id, and do not give an id that is gone to something else.");
    }

    [Fact]
    public void Instruments_HaveTheirNamesAndUnits() => AcceptedText.Verify(
        Folder + "instruments.txt",
        PublishedInstruments().Order(StringComparer.Ordinal),
        "Dashboards and alerts read instruments by meter, name and unit. A new name means that the old one is published beside it for a "
            + "release.");

    /// <summary>So that the list of instruments is all there is; <c>HostWatch</c> asks for one of the host's and makes
    /// none, <c>Exporting</c> listens.</summary>
    [Fact]
    public void Meters_AreMadeByTheseClassesOnly()
    {
        var makers =
            from reference in ProductAssemblies.TypeReferences
            where reference.To.Name is nameof(IMeterFactory) or nameof(Meter) && reference.To.Namespace == "System.Diagnostics.Metrics"
            select reference.From.Name;

        Assert.Equal(
            [
                "AuditEventQueue", "AuditForwarder", "CallRecorder", "CheckMeter", "ConnectionTracker", "DiscoveryMetrics", "Exporting",
                "HostWatch",
                "IdentityMeter", "ProtocolMeter", "ProxyMeter", "ScanWork", "StoreFreshness", "StoreMeter", "SyncMeter", "WebhookQueue",
            ],
            makers.Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public void ConfigurationKeys_AreAsDocumented()
    {
        var lines =
            from assembly in ProductAssemblies.Loaded
            from type in assembly.GetTypes()
            let section = type.GetField("Section", BindingFlags.Static | BindingFlags.Public)?.GetValue(null) as string
            where section is not null && type.Name.EndsWith("Options", StringComparison.Ordinal)
            orderby section, type.Name
            from property in type.GetProperties().Where(static property => property.CanRead).OrderBy(static property => property.Name)
            select $"{section}:{property.Name} {JsonMembers.NameOf(property.PropertyType)}";

        AcceptedText.Verify(
            Folder + "configuration.txt",
            lines,
            "Deployments set these keys. A key that is gone or renamed is silently without effect there: "
                + "keep reading the old one, or refuse to "
            + "start with a message that names the new one.");
    }

    private static List<string> PublishedInstruments()
    {
        using var provider = new ServiceCollection().AddMetrics().BuildServiceProvider();
        var factory = provider.GetRequiredService<IMeterFactory>();
        var published = new List<string>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, _) =>
        {
            if (ReferenceEquals(instrument.Meter.Scope, factory))
            {
                published.Add($"{instrument.Meter.Name} {instrument.Name} {instrument.Unit} {instrument.GetType().Name.Split('`')[0]}");
            }
        };
        listener.Start();
        var labels = new MetricLabels(Options.Create(new MetricLabelOptions()));
        new ProxyMeter(factory).Watch(static () => 0, static () => 0, static () => 0);
        _ = new ProtocolMeter(factory);
        _ = new CheckMeter(factory, labels);
        _ = new IdentityMeter(factory);
        _ = new SyncMeter(factory);
        new StoreMeter(factory).Watch(static () => 0);
        _ = new ConnectionTracker(null!, factory, NullLogger<ConnectionTracker>.Instance);
        _ = new CallRecorder(Options.Create(new AuditOptions()), factory);
        _ = new AuditEventQueue(new(TimeProvider.System), Options.Create(new AuditOptions()), factory, TimeProvider.System);
        _ = new AuditForwarder(
            [], null!, [], Options.Create(new ForwardOptions()), factory, TimeProvider.System, NullLogger<AuditForwarder>.Instance);
        _ = new DiscoveryMetrics(factory);
        _ = new ScanWork(null!, null!, null!, Options.Create(new ScanOptions()), TimeProvider.System, factory);
        using var webhooks = new WebhookQueue(
            null!, null!, Options.Create(new WebhookOptions()), TimeProvider.System, NullLogger<WebhookQueue>.Instance, factory);
        _ = new StoreFreshness(Options.Create(new StalenessOptions()), factory, TimeProvider.System);
        return published;
    }
}
