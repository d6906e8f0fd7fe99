// The commands of the program `tuquan`. Each is a file of its own under commands/, loaded only when it is called.
// Must not hold work of its own.
import { readFileSync } from 'node:fs';
import { Command, Option } from 'commander';

const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
  version: string;
};

const program = new Command('tuquan')
  .description('图券 — marketing pictures and coupons, in five vendors’ wire formats, on your own machine')
  .version(version)
  .enablePositionalOptions()
  .showHelpAfterError('(add --help for the options)');

const data = new Option('--data <folder>', 'folder for database and pictures (TUQUAN_DATA)');

program
  .command('serve')
  .description('serve every wire format and work through the jobs, until stopped')
  .option('--host <address>', 'address to listen on (TUQUAN_HOST, default 127.0.0.1)')
  .option('--port <number>', 'http port (TUQUAN_PORT, default 8620)')
  .option('--tls-port <number>', 'https port in sandbox mode (TUQUAN_TLS_PORT, default 8643)')
  .addOption(data)
  .option('--sandbox', 'create a demo account with every credential; allow loopback callbacks and sources')
  .option(
    '--seed <file>',
    'YAML that says what the demo accounts have from the start; applied once (samples/seed.yaml)',
  )
  .action(async (options) => (await import('./commands/serve.js')).serve(options));

program
  .command('exec')
  .description('run a program whose calls to the vendors’ hosts reach a sandbox server, over real TLS')
  .argument('<command...>', 'the program and its arguments, after --')
  .option('--data <folder>', 'use the sandbox server that runs on this folder (default: a temporary one)')
  .option('--pass-through', 'let calls to other hosts go out (default: they are refused)')
  .passThroughOptions()
  .action(async (command, options) => (await import('./commands/exec.js')).exec(command, options));

program
  .command('clock')
  .description('show or move the clock of a running sandbox server, or of one of its accounts')
  .option('--account <number>', 'the account whose clock it is, by its number in sandbox.json (default: everybody’s)')
  .option('--advance <span>', 'how far to go, e.g. 24h4m; everything due on the way happens')
  .option('--set <time>', 'where to go, e.g. 2026-11-22T08:00:00+08:00')
  .option('--freeze', 'let time stand still')
  .option('--run', 'let time run on')
  .option('--data <folder>', 'folder of the running sandbox server (TUQUAN_DATA, default ./data)')
  .action(async (options) => (await import('./commands/clock.js')).clock(options));

const snapshot = program.command('snapshot').description('the whole state of a running sandbox server, as one file');
const ofServer = '--data <folder>';
const ofServerText = 'folder of the running sandbox server (TUQUAN_DATA, default ./data)';
snapshot
  .command('save')
  .description('save database, pictures, keys, credentials and clock under a name')
  .argument('<name>')
  .option('--account <number>', 'one account alone, by its number in sandbox.json')
  .option('--replace', 'when there is one of that name')
  .option(ofServer, ofServerText)
  .action(async (name, options) => (await import('./commands/snapshot.js')).saveSnapshot(name, options));
snapshot
  .command('load')
  .description(
    'put a saved state in the place of the present one: of the whole sandbox, or of the account it was saved of',
  )
  .argument('<name>', 'a name, or the path of a .snapshot file')
  .option(ofServer, ofServerText)
  .action(async (name, options) => (await import('./commands/snapshot.js')).loadSnapshot(name, options));
snapshot
  .command('branch')
  .description(
    'make a data folder of its own out of a saved state, to be served beside this one; or, without a folder, a new account out of a saved account',
  )
  .argument('<name>', 'a name, or the path of a .snapshot file')
  .argument('[folder]', 'the new data folder')
  .option('--as <number>', 'number of the new account; without it, one like the saved one')
  .option(ofServer, ofServerText)
  .action(async (name, folder, options) =>
    (await import('./commands/snapshot.js')).branchSnapshotTo(name, folder, options),
  );
snapshot
  .command('list')
  .description('saved states, newest first')
  .option('--json', 'as JSON')
  .option(ofServer, ofServerText)
  .action(async (options) => (await import('./commands/snapshot.js')).listSnapshots(options));
snapshot
  .command('reset')
  .description('back to the state of a first start, with the same credentials')
  .option('--account <number>', 'one account alone, by its number in sandbox.json')
  .option(ofServer, ofServerText)
  .action(async (options) => (await import('./commands/snapshot.js')).resetSandbox(options));

program
  .command('coverage')
  .description('what the program that talks to a running sandbox server has met, and what not')
  .option('--json', 'the whole report as JSON')
  .option('--missing', 'only what has not been met')
  .option('--exercise <id>', 'see to it that an item is met with the next request or callback')
  .option(ofServer, ofServerText)
  .action(async (options) => (await import('./commands/coverage.js')).showCoverage(options));

program
  .command('forge')
  .description(
    'send callbacks that must be refused to the receivers of a running sandbox server; exit 1 when one is taken',
  )
  .option('--section <name>', 'of sandbox.json; without it, all')
  .option('--kind <names>', 'which forgeries, separated by commas; without it, all')
  .option('--json', 'as JSON')
  .option(ofServer, ofServerText)
  .action(async (options) => (await import('./commands/coverage.js')).forge(options));

program
  .command('conformance')
  .description('numbered checks of one wire format against any server, ours or the vendor’s; exit 1 when one fails')
  .requiredOption('--room <name>', 'wire format, e.g. the name of a folder in src/apis')
  .option('--base-url <address>', 'the server (default: the sandbox server of the data folder)')
  .option(
    '--credentials <file>',
    'JSON like sandbox.json, or its section alone (default: sandbox.json of the data folder)',
  )
  .option('--set <name=value...>', 'single credentials, over those of the file')
  .option('--only <ids>', 'checks or groups, separated by commas, e.g. 1,2.3')
  .option('--read-only', 'leave out the checks that leave something behind')
  .option('--json', 'the result as JSON')
  .option(ofServer, ofServerText)
  .action(async (options) => (await import('./commands/conformance.js')).conformance(options));

program
  .command('work')
  .description('work through the jobs of a data folder without serving')
  .addOption(data)
  .option('--sandbox', 'allow loopback callbacks and sources')
  .action(async (options) => (await import('./commands/serve.js')).work(options));

program
  .command('migrate')
  .description('bring the database of a data folder to this version, then end')
  .addOption(data)
  .action(async (options) => (await import('./commands/serve.js')).migrate(options));

program
  .command('backup')
  .description(
    'copy database and pictures to a folder, also while a server runs on them; again into the same folder, only what is new',
  )
  .requiredOption('--to <folder>', 'made when it is not there')
  .option('--with-key', 'also copy the key that secrets are encrypted with; without it, keep a copy of that elsewhere')
  .option('--json', 'the result as one JSON line')
  .addOption(data)
  .action(async (options) => (await import('./commands/backup.js')).backup(options));

program
  .command('restore')
  .description('make a data folder from a backup; every byte is checked')
  .requiredOption('--from <folder>', 'what tuquan backup wrote')
  .option('--json', 'the result as one JSON line')
  .addOption(data)
  .action(async (options) => (await import('./commands/restore.js')).restore(options));

program
  .command('account')
  .description('accounts of a data folder')
  .command('add')
  .description('add an account; writes what its client needs into a folder')
  .argument('<room>', 'wire format it speaks, e.g. the name of a folder in src/apis')
  .requiredOption('--kind <kind>', 'kind of account in that room')
  .requiredOption('--number <number>', 'number or name the account calls with')
  .requiredOption('--name <name>', 'name shown to people')
  .option('--certificate <file>', 'certificate the account signs with (PEM); without it one is issued')
  .option('--brands <numbers>', 'brands it may act for, separated by commas')
  .option('--logo <file>', 'logo drawn on its pictures')
  .option('-o, --output <folder>', 'folder for the files of its client (default: account-<number>)')
  .addOption(data)
  .action(async (room, options) => (await import('./commands/account.js')).addAccount(room, options));

program
  .command('secrets')
  .description('what secrets in the database are encrypted with')
  .command('rotate')
  .description('encrypt all secrets and private keys anew under a new key; a running server takes it up by itself')
  .option('--forget', 'also drop the older keys from secret.key: older backups can then be read only with a copy of it')
  .addOption(data)
  .action(async (options) => (await import('./commands/secrets.js')).rotateSecrets(options));

const audit = program.command('audit').description('who did what in a data folder');
audit
  .command('list')
  .description('the newest entries of the audit log')
  .option('--count <number>', 'entries', '50')
  .option('--actor <name>', 'of one user only')
  .option('--action <name>', 'one action only, e.g. card.delete, or all of a sort, e.g. card.')
  .option('--json', 'one JSON line per entry')
  .addOption(data)
  .action(async (options) => (await import('./commands/audit.js')).listAudit(options));
audit
  .command('verify')
  .description('read the whole audit log again and name the first entry that is not as it was written')
  .option('--head <sequence:hash>', 'a head that an earlier check printed: it must still be in the log')
  .option('--json', 'the result as one JSON line')
  .addOption(data)
  .action(async (options) => (await import('./commands/audit.js')).verifyAudit(options));

const pictures = program.command('pictures').description('stored pictures of a data folder');
pictures
  .command('scrub')
  .description('read every stored picture again and name those whose bytes are no longer what was stored')
  .option('--json', 'one JSON line per picture instead of progress')
  .addOption(data)
  .action(async (options) => (await import('./commands/pictures.js')).scrubPictures(options));
pictures
  .command('state')
  .description('freeze a picture (nobody is shown it), let it pass, or clear what was said')
  .argument('<number>', 'number of the picture')
  .argument('<state>', 'freeze, pass or clear')
  .addOption(data)
  .action(async (number, state, options) => (await import('./commands/pictures.js')).setState(number, state, options));
pictures
  .command('points')
  .description('add points to the balance uploads are paid from')
  .argument('<number>', 'number of the account')
  .argument('<points>', 'whole number of points to add')
  .requiredOption('--kind <kind>', 'kind of the account')
  .option('--opening <points>', 'points it has before its first charge or credit', '0')
  .addOption(data)
  .action(async (number, points, options) =>
    (await import('./commands/pictures.js')).addPoints(number, points, options),
  );

pictures
  .command('import')
  .description(
    'take a folder of pictures into a library; its folders become categories. Killed half-way, it goes on where it was',
  )
  .argument('<folder>', 'pictures in it, in its folders, and in theirs')
  .requiredOption('--library <number>', 'number of the account whose library it is')
  .option('--kind <kind>', 'kind of that account', 'shop')
  .option('--category <number>', 'the one category for all of them, instead of one for each folder')
  .option('--rejects <file>', 'where files that were not taken are listed (default: <folder>.rejects.csv)')
  .option('--json', 'the result as one JSON line')
  .addOption(data)
  .action(async (folder, options) => (await import('./commands/pictures-import.js')).importPictures(folder, options));
pictures
  .command('export')
  .description('write every picture of a library to a folder, and what is known of them to <folder>.csv')
  .argument('<folder>', 'made when it is not there; files that are there already and equal are left alone')
  .requiredOption('--library <number>', 'number of the account whose library it is')
  .option('--kind <kind>', 'kind of that account', 'shop')
  .option('--json', 'the result as one JSON line')
  .addOption(data)
  .action(async (folder, options) => (await import('./commands/pictures-export.js')).exportPictures(folder, options));

program
  .command('codes')
  .description('codes of cards')
  .command('import')
  .description(
    'import codes into a card: a text file with a code a line, or CSV. Killed half-way, it goes on where it was',
  )
  .argument('<file>', '.txt, or .csv with the codes in the column "code" or in the first one')
  .requiredOption('--card <id>', 'the card they are for')
  .option('--rejects <file>', 'where lines that were not imported are listed (default: <file>.rejects.csv)')
  .option('--json', 'the result as one JSON line')
  .addOption(data)
  .action(async (file, options) => (await import('./commands/codes.js')).importCodes(file, options));

program
  .command('demo')
  .description('run the main job on the pictures in samples/ through the public API and write demo-output/report.html')
  .option('--samples <folder>', 'photos to use')
  .option('--output <folder>', 'where pictures and report go', 'demo-output')
  .action(async (options) => (await import('./commands/demo.js')).demo(options));

program
  .command('compose')
  .description('compose coupon header images: brand, offer and scope → 1080×1080 PNG')
  .argument(
    '[specs...]',
    'JSON files with one coupon each, or folders of them; without any, the options below describe one',
  )
  .option('--brand <name>', 'brand name')
  .option('--logo <file>', 'brand logo')
  .option('--reduce <yuan>', 'money off, e.g. 20')
  .option('--percent-off <percent>', 'percent off, 20 = 8折')
  .option('--exchange <yuan>', 'exchange price, e.g. 9.90')
  .option('--threshold <yuan>', 'from this amount on', '0')
  .option('--scope <scope>', 'all, single or category', 'all')
  .option('--bundle', 'a coupon for several uses')
  .option('--color <#rrggbb>', 'background colour')
  .option('--layout <name>', 'a layout by name instead of one chosen by the seed')
  .option('--seed <text>', 'chooses layout and decoration', 'tuquan')
  .option('-o, --output <path>', 'file or folder to write to')
  .option('--json', 'one JSON line per picture instead of progress')
  .action(async (specs, options) => (await import('./commands/compose.js')).composeCommand(specs, options));

program
  .command('cutout')
  .description('cut products out of their photos → 1080×1080 transparent PNG')
  .argument('<photos...>', 'photos, or folders of photos')
  .option('-o, --output <folder>', 'folder to write to (default: beside each photo, as NAME.cutout.png)')
  .option('--size <pixels>', 'edge of the result', '1080')
  .option('--margin <pixels>', 'transparent margin on each side', '120')
  .option('--model <file>', 'another saliency model as ONNX file (TUQUAN_CUTOUT_MODEL)')
  .option('--json', 'one JSON line per picture instead of progress')
  .action(async (photos, options) => (await import('./commands/cutout.js')).cutoutCommand(photos, options));

program
  .command('crop')
  .description('crop photos to the ratios wanted, keeping faces, subject and lettering')
  .argument('<photos...>', 'photos, or folders of photos')
  .option('-r, --ratio <list>', 'width ÷ height of each crop, e.g. 1,2.35,3:4 (default: the best of a fixed set)')
  .option('--focus <x,y>', 'a point to keep in the middle, 0–1 from the left and from the top')
  .option('--explain', 'also write NAME.explain.png: what was seen, and every window with its ratio')
  .option('-o, --output <folder>', 'folder to write to (default: beside each photo, as NAME.crop-RATIO.jpg)')
  .option('--json', 'one JSON line per photo with boxes and scores; crops are written with --output only')
  .action(async (photos, options) => (await import('./commands/crop.js')).cropCommand(photos, options));

program
  .command('paint')
  .description('paint pictures of a text, offline unless TUQUAN_PAINT_BACKEND names a model server')
  .argument('<text>', 'what is to be seen, e.g. 一只橘猫趴在窗台上看雨')
  .option('--style <name>', 'one of the 17 styles, e.g. 油画', '探索无限')
  .option('--size <width*height>', 'pixels', '1024*1024')
  .option('--num <count>', 'pictures, 1 to 6', '1')
  .option('--seed <number>', 'the first picture’s seed; the same seed gives the same picture (default: a random one)')
  .option('--negative <text>', 'what is not to be seen', '')
  .option('--marketing', 'leave calm space for words and a card')
  .option('-o, --output <folder>', 'folder to write to', '.')
  .option('--json', 'one JSON line per picture instead of progress')
  .action(async (text, options) => (await import('./commands/paint.js')).paintCommand(text, options));

// Whoever reads what is printed may go before its end, as `head` does.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
});

try {
  await program.parseAsync();
} catch (error) {
  process.stderr.write(`tuquan: ${error instanceof Error ? error.message : String(error)}\n`);
  // At once: connections and threads that it had opened would keep a process that can do nothing any more.
  process.exit(1);
}
