import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.opensearch.analysis.common.CommonAnalysisPlugin;
import org.opensearch.common.settings.Settings;
import org.opensearch.env.Environment;
import org.opensearch.node.Node;
import org.opensearch.painless.PainlessPlugin;
import org.opensearch.plugins.Plugin;
import org.opensearch.transport.Netty4Plugin;

/**
 * One node of OpenSearch with the modules that an archive needs: Launch FOLDER SETTING=VALUE...
 * With settings of the security plugin, it has that too.
 *
 * It runs as long as somebody holds its standard input open, so that none outlives its tests.
 */
class Launch {
    static class WithModules extends Node {
        WithModules(Environment environment, Collection<Class<? extends Plugin>> modules) {
            super(environment, modules, true);
        }
    }

    public static void main(String[] arguments) throws Exception {
        Path home = Path.of(arguments[0]);
        Files.createDirectories(home.resolve("config"));
        Settings.Builder settings = Settings.builder().put("path.home", home.toString());
        for (String argument : List.of(arguments).subList(1, arguments.length)) {
            String[] parts = argument.split("=", 2);
            settings.put(parts[0], parts[1]);
        }
        Environment environment = new Environment(settings.build(), home.resolve("config"));
        Collection<Class<? extends Plugin>> modules = new ArrayList<>(
            List.of(Netty4Plugin.class, CommonAnalysisPlugin.class, PainlessPlugin.class));
        if (environment.settings().hasValue("plugins.security.nodes_dn")) {
            modules.add(Class.forName("org.opensearch.security.OpenSearchSecurityPlugin").asSubclass(Plugin.class));
        }
        Node node = new WithModules(environment, modules);
        node.start();
        while (System.in.read() >= 0) {}
        node.close();
        System.exit(0);
    }
}
